"""Drills of a bad day (演练): scripts that break an office on purpose and count what became of it.

Each makes an office of its own in a folder that it throws away, and prints a page of counts; what is lost or half there
is named, and ends the drill with 1.
"""
