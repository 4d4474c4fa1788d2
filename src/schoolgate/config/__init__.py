"""How the office is put together and run: its settings, its addresses and its entry for a web server."""
