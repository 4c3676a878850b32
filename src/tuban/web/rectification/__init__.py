"""The desk of rectification: the ledger, one patch, acceptance on site, units, self-checks, phases."""
