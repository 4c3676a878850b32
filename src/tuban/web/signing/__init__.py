"""Signatures (逐级签字): what waits for me, a document and its chain, signing, delegations, and verifying a digest."""
