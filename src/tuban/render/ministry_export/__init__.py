"""Files of the ministry's reporting (上报数据): Excel, DBF, Shapefile, GeoPackage and the check list, each read back.

Receives tables under official codes and outlines. Hands on files that hold exactly those values, or refuses with the
patch and the field. Decides nothing about what is reported.
"""
