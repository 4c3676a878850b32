"""Supervision (督查): the lot and its promise, blind sheets and what they showed, what was found and asked."""
