"""Official codes (上报编码): which code each column of a form and each field of a card bears when it is reported.

Receives ``lawbook/ministry_export.yaml``, filled forms and facts. Hands on tables of plain values under their codes,
each sum held against the form. Knows no file format and no geometry.
"""
