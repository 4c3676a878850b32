"""Verification (核查): what people found out about a patch, on the ground or in the files, each with its source.

Receives compared patches. Decides nothing: it records facts with who told them, when and from what, and lets the
comparison judge anew. Hands on patches of which the facts are known, or are named as missing.
"""
