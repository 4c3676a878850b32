"""Audit (审计): what was done, by whom, to what, when; found, read and proven."""
