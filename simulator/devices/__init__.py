"""One twin per device: it answers the same bytes and keeps the physical truth."""
