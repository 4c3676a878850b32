"""Patrols in the browser (动态巡查): the ledger, tip-offs, which patch each is, and whether it was found in time."""
