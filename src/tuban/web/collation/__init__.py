"""Collation of the field results: progress, comparison, differences."""
