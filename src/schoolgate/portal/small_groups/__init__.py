"""The exception of R46 on the pages of a request: its case, and what two people say of it."""
