"""Applies what devices handed in: rows of what they brought, facts merged by field, files that speak about patches."""
