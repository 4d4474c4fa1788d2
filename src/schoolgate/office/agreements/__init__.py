"""Agreements before data: written from versioned wordings, signed by both sides, kept until they end."""
