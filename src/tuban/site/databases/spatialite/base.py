"""The engine: Django's own, whose metadata tables are made by the call that every SQLite takes.

Django asks SpatiaLite 5 for its full set of metadata; triggers of it do not pass newer editions of SQLite (Django's
ticket 32935). The plain set holds all that Django reads.

SQLite loads SpatiaLite for everybody to see, and with it a GEOS of the system. A wheel that comes later would take its
functions for its own, and fail or crash; so the wheels that bring a GEOS are loaded first.
"""

from __future__ import annotations

import pyogrio  # noqa: F401 - see above
import shapely  # noqa: F401 - see above
from django.contrib.gis.db.backends.spatialite.base import DatabaseWrapper as Spatialite


class DatabaseWrapper(Spatialite):
    """Django's engine with plain metadata."""

    def prepare_database(self) -> None:
        """Make the metadata tables where there are none, in one transaction: row by row it takes seconds."""
        with self.cursor() as cursor:
            cursor.execute("PRAGMA table_info(geometry_columns)")
            if not cursor.fetchall():
                cursor.execute("SELECT InitSpatialMetaData(1)")
