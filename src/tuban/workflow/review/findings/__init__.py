"""Findings (认定): proposed by the lawbook, taken by a person, kept whole, reopened with their history."""
