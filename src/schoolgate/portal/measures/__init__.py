"""The dashboard of the office: its measures as charts that need no script, each with its table."""
