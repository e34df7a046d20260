"""The application: what the machine decides."""

VERSION = "0.1.0"
