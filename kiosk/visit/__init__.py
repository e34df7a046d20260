"""The flows of a visit: pure functions from a state and an event to a state and effects."""
