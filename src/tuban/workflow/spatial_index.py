"""The spatial index of a table, really asked.

GeoDjango on SpatiaLite never uses the R-tree of a column; on PostGIS the usual lookups do. Both are hidden behind one
call. Tables with a geometry have a whole number as primary key: the R-tree names rows by it, and it survives a VACUUM.
"""

from __future__ import annotations

from typing import TypeVar

from django.contrib.gis.geos import Polygon
from django.db import connection
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
