"""Export for the ministry's reporting (上报数据): a sealed submission under official codes, in files read back.

Receives seals with their forms, records and patches, and the outlines of the patches. Hands on one archive with a
manifest and a check list. Decides nothing: what differs from what was signed is refused and named.
"""
