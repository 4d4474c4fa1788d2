"""Days on which the office is closed beside the legal holidays, entered by staff."""
