"""The slips of the thermal printer: what stands on each, and how it becomes dots."""
