"""The spatial index of a table, really asked.

GeoDjango on SpatiaLite never uses the R-tree of a column; on PostGIS the usual lookups do. Both are hidden behind one
call. Tables with a geometry have a whole number as primary key: the R-tree names rows by it, and it survives a VACUUM.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.apps import apps
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import Polygon
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=Model)
Box = tuple[float, float, float, float]


def in_box(rows: QuerySet[Row], field: str, box: Box) -> QuerySet[Row]:
    """Keep rows whose geometry may meet a box (west, south, east, north, in the CRS of the column)."""
    west, south, east, north = box
    if connection.vendor == "postgresql":
        polygon = Polygon.from_bbox(box)
        polygon.srid = rows.model._meta.get_field(field).srid  # type: ignore[union-attr]
        return rows.filter(**{f"{field}__bboverlaps": polygon})
    table = rows.model._meta.db_table
    index = connection.ops.quote_name(f"idx_{table}_{field}")
    # Names come from our own models, never from a request; the figures are parameters.
    found = RawSQL(  # noqa: S611
        f"SELECT pkid FROM {index} WHERE xmin <= %s AND xmax >= %s AND ymin <= %s AND ymax >= %s",  # noqa: S608
        (east, west, north, south),
    )
    return rows.filter(pk__in=found)


# Whether there is one -------------------------------------------------------------------------------------------------


def lost_indexes() -> list[tuple[str, str]]:
    """Return the tables and columns whose spatial index is not there, or does not know every row.

    On SpatiaLite a column altered by a migration loses it without a word: the table is made anew.
    """
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        columns = [
            (model._meta.db_table, str(field.column))
            for model in apps.get_models()
            for field in model._meta.local_concrete_fields
            if isinstance(field, GeometryField) and field.spatial_index and model._meta.db_table in there
        ]
        works = _is_indexed if connection.vendor == "postgresql" else _is_in_tree
        return [(table, column) for table, column in columns if not works(cursor, table, column)]


def _is_indexed(cursor: Any, table: str, column: str) -> bool:
    found = connection.introspection.get_constraints(cursor, table).values()
    return any(one["index"] and one["type"] == "gist" and one["columns"] == [column] for one in found)


def _is_in_tree(cursor: Any, table: str, column: str) -> bool:
    name = connection.ops.quote_name
    cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [f"idx_{table}_{column}"])
    if not cursor.fetchone()[0]:
        return False
    cursor.execute(
        "SELECT spatial_index_enabled FROM geometry_columns WHERE f_table_name = lower(%s) "
        "AND f_geometry_column = lower(%s)", [table, column],
    )  # fmt: skip
    enabled = cursor.fetchone()
    # Names come from our own models.
    cursor.execute(
        f"SELECT (SELECT count(*) FROM {name(f'idx_{table}_{column}')}) = "  # noqa: S608
        f"(SELECT count({name(column)}) FROM {name(table)})"
    )
    return bool(enabled and enabled[0] == 1 and cursor.fetchone()[0])


def make_lost_indexes() -> list[tuple[str, str]]:
    """Make the spatial indexes that were lost; returns their tables and columns."""
    lost = lost_indexes()
    for table, column in lost:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                name = connection.ops.quote_name
                cursor.execute(f"CREATE INDEX ON {name(table)} USING gist ({name(column)})")
                continue
            cursor.execute("SELECT DisableSpatialIndex(%s, %s)", [table, column])
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(f'idx_{table}_{column}')}")
            cursor.execute("SELECT CreateSpatialIndex(%s, %s)", [table, column])
    return lost


def check_spatial_indexes(databases: Any = None, **_told: Any) -> list[CheckMessage]:
    """Say which geometries have no spatial index: Django's check of the database. No error: that would stop the
    migrations, which make it again."""
    if not databases:
        return []
    return [
        CheckWarning(
            f"{table}.{column} has no spatial index that works.", id="tuban.W001",
            hint="Run the migrations: they make it again.",
        )
        for table, column in lost_indexes()
    ]  # fmt: skip
