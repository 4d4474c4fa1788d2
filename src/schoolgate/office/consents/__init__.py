"""Families' consents: imported, signed through a link, withdrawn; custody papers and directory opt-outs."""
