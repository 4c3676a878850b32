"""The office in the browser: a package per desk. Pages are made by the server; islands of script where people work
fast.

A door: it writes by the actions of the stages and reads by their queries, never by models.
"""
