"""Copies of photos (副本): small ones for the pages, and public ones on which faces and number plates are covered.

Receives photos that speak about patches. Decides nothing: what is covered, a person says. Hands on copies that name
their original; the original is never changed.
"""
