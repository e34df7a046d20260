"""Bill validators that speak ITL's Smiley Secure Protocol (SSP)."""
