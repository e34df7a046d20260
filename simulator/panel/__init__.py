"""A page in the browser with the kiosk's screen and everything a hand can reach around it."""
