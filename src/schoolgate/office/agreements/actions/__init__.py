"""Writes of agreements: drafting, signing, scans of paper, and the end."""
