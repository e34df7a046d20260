"""The devices: bytes on a cable on one side, kiosk.devices on the other."""
