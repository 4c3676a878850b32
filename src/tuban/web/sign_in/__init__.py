"""Signing in and out, second factor, sessions, the post one acts under, language, password."""
