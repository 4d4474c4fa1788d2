"""Deliveries: a reviewed release with named people, counted, withdrawn when it must be, destroyed in time."""
