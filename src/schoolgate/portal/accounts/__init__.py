"""Accounts: who may sign in, and how it looks."""
