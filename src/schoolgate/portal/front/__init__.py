"""The front door: what is public already, what a request would need, where other questions go."""
