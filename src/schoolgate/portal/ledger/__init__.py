"""The pages of the ledger: what happened, whether it is whole, its export, and one student's disclosure log."""
