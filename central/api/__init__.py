"""What central answers over HTTP, one file per resource."""
