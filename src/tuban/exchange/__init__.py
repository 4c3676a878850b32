"""Packages for isolated networks (离线交换包): the envelope in which one installation hands files to another on a disc.

A package is a file in the age format for one recipient; inside lies a plain tar with a manifest, the signature of the
sender over it, and the files that the manifest names, byte for byte as it states them. Nothing here knows a database:
who is trusted, and what came before, is told by whoever opens one.
"""
