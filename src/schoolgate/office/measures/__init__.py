"""How the office does: turnaround, dates kept, backlog, deflection, denials; every figure from the ledger's events."""
