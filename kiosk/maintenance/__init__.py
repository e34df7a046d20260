"""The service menu's flows: who may do what, counting cash, testing devices; pure like the visit's."""
