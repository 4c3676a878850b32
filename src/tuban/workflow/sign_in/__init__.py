"""Signing in and staying in: the second factor, who must have one, and the sessions that stand open."""
