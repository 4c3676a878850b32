"""Tokens for machines: one's own, made and revoked; all of the areas for the security administrator."""
