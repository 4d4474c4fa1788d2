"""Requests for data, from the first word of a draft to the end."""
