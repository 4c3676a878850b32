"""Accountability (问责): the ratio of every unit, the lists by its lines, what rectification would change, and what
became of every patch.

Receives findings, what came after them and the dates of cases and rectifications. Decides nothing: a list tells who
stands past which line, a plan what could be done about it. Hands on lists that were set down with their digest.
"""
