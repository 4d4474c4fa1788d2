"""The records of agreements, step by step."""
