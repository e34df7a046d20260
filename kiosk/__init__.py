"""The application: what the machine decides."""
