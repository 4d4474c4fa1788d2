"""Looking back: the ledger searched, exported for an auditor, and one student's disclosure log."""
