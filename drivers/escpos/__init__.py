"""ESC/POS: receipt printers."""
