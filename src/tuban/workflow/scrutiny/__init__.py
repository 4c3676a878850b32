"""Scrutiny (验真): whether a file is the one that was taken in the field, and where field work looks staged.

Receives the logs, files and visits of the field. Decides nothing and refuses nothing: it tells untouched, altered and
absent apart, and gives points that say where people look first. Hands on evidence packages that prove themselves.
"""
