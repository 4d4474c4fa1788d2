"""Who people are, which roles they hold, and what a role may do."""
