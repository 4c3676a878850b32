"""Signing in and out, the post one acts under, language, password."""
