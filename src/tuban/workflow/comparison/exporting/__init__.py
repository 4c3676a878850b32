"""Patches as files that people and machines take along: CSV, Excel, GeoPackage, GeoParquet.

Every file says what it holds: campaign, filter, edition of the lawbook, when it was made, and its coordinate system.
"""
