"""The engine: Django's own, whose metadata tables are made by the call that every SQLite takes.

Django asks SpatiaLite 5 for its full set of metadata; triggers of it do not pass newer editions of SQLite (Django's
ticket 32935). The plain set holds all that Django reads.
"""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.backends.spatialite.base import DatabaseWrapper as Spatialite

from tuban.site.geometry_libraries import load_first


class DatabaseWrapper(Spatialite):
    """Django's engine with plain metadata, and with the geometry packages loaded before SpatiaLite is."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file and load SpatiaLite into it."""
        load_first()
        return super().get_new_connection(conn_params)

    def prepare_database(self) -> None:
        """Make the metadata tables where there are none, in one transaction: row by row it takes seconds."""
        with self.cursor() as cursor:
            cursor.execute("PRAGMA table_info(geometry_columns)")
            if not cursor.fetchall():
                cursor.execute("SELECT InitSpatialMetaData(1)")
