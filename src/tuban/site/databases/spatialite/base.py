"""The engine: Django's own, whose metadata tables are made by the call that every SQLite takes.

Django asks SpatiaLite 5 for its full set of metadata; triggers of it do not pass newer editions of SQLite (Django's
ticket 32935). The plain set holds all that Django reads.
"""

from __future__ import annotations

# Before SpatiaLite is: SQLite opens it with the system's GEOS in sight of all, and a GEOS that a wheel brings and that is
# loaded later takes parts of that older one for its own; writing WKT then ends the process.
import pyogrio  # noqa: F401
import rasterio  # noqa: F401
import shapely  # noqa: F401
from django.contrib.gis.db.backends.spatialite.base import DatabaseWrapper as Spatialite


class DatabaseWrapper(Spatialite):
    """Django's engine with plain metadata."""

    def prepare_database(self) -> None:
        """Make the metadata tables where there are none, in one transaction: row by row it takes seconds."""
        with self.cursor() as cursor:
            cursor.execute("PRAGMA table_info(geometry_columns)")
            if not cursor.fetchall():
                cursor.execute("SELECT InitSpatialMetaData(1)")
