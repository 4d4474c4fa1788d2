"""Mail that the office owes people: written with what it tells of, sent later, never lost."""
