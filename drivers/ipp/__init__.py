"""IPP: document printers."""
