"""The office for machines: JSON under /api/v1, described by OpenAPI, one shape of error; OGC API – Features for GIS
clients.

A door: it writes by the actions of the stages and reads by their queries, never by models.
"""
