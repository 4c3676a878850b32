"""Collation of the field results (外业整理): what the field found beside what images, survey and office say.

Receives what was told, measured and read. Decides nothing, and has no records of its own. Hands on the list of
differences, the comparison by kind, and how far each group is.
"""
