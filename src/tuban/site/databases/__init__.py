"""Database engines: SpatiaLite in one file by default, PostGIS by setting."""
