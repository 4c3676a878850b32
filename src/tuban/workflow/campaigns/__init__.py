"""Campaigns (专项): one round of inspection of a county, with its year, cadence, phases, lawbook edition and contact
points.

Receives what organisers set and what a disc says of itself. Decides what is open when, and by which edition of the
lawbook. Hands on the campaign to which every patch belongs.
"""
