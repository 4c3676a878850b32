"""Packages and their parts."""
