"""A generated school district that looks real, the same for the same seed."""
