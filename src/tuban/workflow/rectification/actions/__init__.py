"""What people do with ways of rectification, each deed with its audit line and its entry in the ledger."""
