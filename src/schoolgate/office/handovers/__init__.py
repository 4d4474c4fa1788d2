"""Questions from outside that schools hand to the office."""
