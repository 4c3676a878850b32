"""Patrols (动态巡查): what was seen on the ground before or beside the satellite, and whether it was found in time.

Receives entries of the patrol ledger and tip-offs. Decides nothing: that an entry and a patch are one place, a person
says. Hands on matches, the rate of discovery, and the facts of how a violation was found.
"""
