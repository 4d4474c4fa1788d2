"""What happened, by whom and when: append-only, hash-chained, kept so by the database itself."""
