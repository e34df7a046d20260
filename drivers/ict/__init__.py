"""Bill validators of International Currency Technologies: one byte each way, no checksum."""
