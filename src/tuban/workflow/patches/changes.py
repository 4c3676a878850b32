"""Whether patches changed since: told by triggers of the database, which no write goes past.

A tile of the map, a sum that is kept: each is good as long as the marks of what it was made of add up to the same.
A time of the last change would not do: who wrote earlier may commit later.
"""

# ruff: noqa: S608 - every name in a statement comes from this module, and no value from a request

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Max, Min, Q, Sum

from tuban.workflow.organisations.acting import inside
from tuban.workflow.patches.models import Change
from tuban.workflow.spatial_index import Box
from tuban.workflow.triggers import Triggers

_COUNTY_DIGITS = 6
_RANGE = 1 << 40
_WHOLE = 1 << 50
_GATHER_FROM = 200

_MARK_POSTGRESQL = f"(random() * {_RANGE})::bigint"
_NOTED = "INSERT INTO patches_change (campaign_id, area_code, managed_in, mark, counted, west, south, east, north) "
_MARK_SQLITE = f"abs(random() % {_RANGE})"
_PLACE = "campaign_id, area_code, left(managed_code, 6)"
_WINDOW = "min(ST_XMin(geometry)), min(ST_YMin(geometry)), max(ST_XMax(geometry)), max(ST_YMax(geometry))"
_WINDOW_SQLITE = "min(MbrMinX(geometry)), min(MbrMinY(geometry)), max(MbrMaxX(geometry)), max(MbrMaxY(geometry))"
_OF_PATCHES = f"""
CREATE OR REPLACE FUNCTION patches_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {_NOTED} SELECT {_PLACE}, {_MARK_POSTGRESQL}, {_MARK_POSTGRESQL}, {_WINDOW} FROM new_rows GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    {_NOTED} SELECT {_PLACE}, {_MARK_POSTGRESQL}, {_MARK_POSTGRESQL}, {_WINDOW} FROM old_rows GROUP BY 1, 2, 3;
  ELSE
    {_NOTED} SELECT later.campaign_id, later.area_code, left(later.managed_code, 6), {_MARK_POSTGRESQL},
      CASE WHEN bool_or(later.fate <> earlier.fate) THEN {_MARK_POSTGRESQL} ELSE 0 END,
      min(ST_XMin(later.geometry)), min(ST_YMin(later.geometry)), max(ST_XMax(later.geometry)),
      max(ST_YMax(later.geometry))
      FROM new_rows later JOIN old_rows earlier USING (id) GROUP BY 1, 2, 3;
    {_NOTED} SELECT earlier.campaign_id, earlier.area_code, left(earlier.managed_code, 6), {_MARK_POSTGRESQL},
      {_MARK_POSTGRESQL}, NULL, NULL, NULL, NULL
      FROM new_rows later JOIN old_rows earlier USING (id)
      WHERE (later.campaign_id, later.area_code, left(later.managed_code, 6))
        <> (earlier.campaign_id, earlier.area_code, left(earlier.managed_code, 6)) GROUP BY 1, 2, 3;
  END IF;
  RETURN NULL;
END $$"""
_TIME = """
CREATE OR REPLACE FUNCTION patches_set_changed_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := clock_timestamp();
  RETURN NEW;
END $$"""


def _on_postgresql(table: str, function: str, event: str, tables: str) -> tuple[str, str]:
    """Return the name of a trigger after the statements of an event, and what makes it."""
    name = f"{function}_{event.lower()}"
    return name, (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


def _on_sqlite(table: str, event: str, row: str, counted: str, *, patch: str = "") -> tuple[str, str]:
    """Return the name of a trigger after each row of an event, and what makes it; ``patch`` is the column that names
    the patch of a row of another table."""
    name = f"{table}_note_change_{event.lower()}"
    place = {column: f"{row}.{column}" for column in ("campaign_id", "area_code", "managed_code")}
    if patch:
        place = {column: f"(SELECT {column} FROM patches_patch WHERE id = {row}.{patch})" for column in place}
    window = "" if patch else "".join(
        f", {side} = {more}(coalesce({side}, {found}({row}.geometry)), {found}({row}.geometry))"
        for side, more, found in (
            ("west", "min", "MbrMinX"), ("south", "min", "MbrMinY"), ("east", "max", "MbrMaxX"),
            ("north", "max", "MbrMaxY"),
        )
    )  # fmt: skip
    same = (
        f"campaign_id = {place['campaign_id']} AND area_code = {place['area_code']} "
        f"AND managed_in = substr({place['managed_code']}, 1, 6)"
    )
    return name, (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN "
        f"{_NOTED} SELECT {place['campaign_id']}, {place['area_code']}, substr({place['managed_code']}, 1, 6), 0, 0, "
        "NULL, NULL, NULL, NULL "
        f"WHERE NOT EXISTS (SELECT 1 FROM patches_change WHERE {same}) AND {place['campaign_id']} IS NOT NULL; "
        f"UPDATE patches_change SET mark = (mark + {_MARK_SQLITE}) % {_WHOLE}, "
        f"counted = (counted + {counted}) % {_WHOLE}{window} WHERE {same}; END"
    )


def noted_with(table: str, name: str, *, counts: bool) -> Triggers:
    """Return the triggers that mark the county of a patch as changed with every row of a table that names one in
    ``patch_id``; where the rows count, what counts in it too. ``name`` is that of the function."""
    counted, own = (_MARK_POSTGRESQL, _MARK_SQLITE) if counts else ("0", "0")
    function = f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {_NOTED} SELECT {_PLACE}, {_MARK_POSTGRESQL}, {counted}, NULL, NULL, NULL, NULL
    FROM touched JOIN patches_patch patch ON patch.id = touched.patch_id GROUP BY 1, 2, 3;
  RETURN NULL;
END $$"""
    events = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    return Triggers(
        postgresql=dict(_on_postgresql(table, name, event, f"{row} TABLE AS touched") for event, row in events),
        sqlite=dict(_on_sqlite(table, event, row, own, patch="patch_id") for event, row in events),
        functions=(function,),
    )


TRIGGERS = Triggers(
    postgresql=dict(
        (
            _on_postgresql("patches_patch", "patches_note_change", "INSERT", "NEW TABLE AS new_rows"),
            _on_postgresql(
                "patches_patch", "patches_note_change", "UPDATE", "NEW TABLE AS new_rows OLD TABLE AS old_rows"
            ),
            _on_postgresql("patches_patch", "patches_note_change", "DELETE", "OLD TABLE AS old_rows"),
            (
                "patches_set_changed_at",
                "CREATE TRIGGER patches_set_changed_at BEFORE UPDATE ON patches_patch "
                "FOR EACH ROW EXECUTE FUNCTION patches_set_changed_at()",
            ),
        )
    ),
    sqlite=dict(
        (
            _on_sqlite("patches_patch", "INSERT", "NEW", _MARK_SQLITE),
            _on_sqlite("patches_patch", "DELETE", "OLD", _MARK_SQLITE),
            _on_sqlite(
                "patches_patch", "UPDATE", "NEW", f"CASE WHEN NEW.fate <> OLD.fate THEN {_MARK_SQLITE} ELSE 0 END"
            ),
            (
                "patches_patch_moved",
                "CREATE TRIGGER patches_patch_moved AFTER UPDATE ON patches_patch FOR EACH ROW WHEN "
                "NEW.campaign_id <> OLD.campaign_id OR NEW.area_code <> OLD.area_code "
                "OR substr(NEW.managed_code, 1, 6) <> substr(OLD.managed_code, 1, 6) BEGIN "
                f"UPDATE patches_change SET mark = (mark + {_MARK_SQLITE}) % {_WHOLE}, "
                f"counted = (counted + {_MARK_SQLITE}) % {_WHOLE} WHERE campaign_id = OLD.campaign_id "
                "AND area_code = OLD.area_code AND managed_in = substr(OLD.managed_code, 1, 6); END",
            ),
            (
                "patches_set_changed_at",
                "CREATE TRIGGER patches_set_changed_at AFTER UPDATE ON patches_patch FOR EACH ROW "
                "WHEN NEW.changed_at = OLD.changed_at BEGIN UPDATE patches_patch SET changed_at = "
                "strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = NEW.id; END",
            ),
        )
    ),
    functions=(_OF_PATCHES, _TIME),
)


def mark_all() -> None:
    """Mark everything as changed, with the windows as they are: where there were no triggers, nothing was noted."""
    window, mark = _WINDOW, _MARK_POSTGRESQL
    if connection.vendor != "postgresql":
        window, mark = _WINDOW_SQLITE, _MARK_SQLITE
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM patches_change")
        cursor.execute(
            f"{_NOTED} SELECT campaign_id, area_code, substr(managed_code, 1, 6), {mark}, {mark}, {window} "
            "FROM patches_patch GROUP BY 1, 2, 3"
        )


def make_text_index() -> bool:
    """Make the index that finds a number by its middle; says whether there is one. It needs the extension pg_trgm,
    which comes with PostgreSQL; without it, and on SQLite, the numbers are read through in an index.

    It is one of an expression that only a search asks for: over the number itself PostgreSQL takes it for equality too,
    and looks five hundred numbers up in three seconds instead of in three milliseconds.
    """
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("DROP INDEX IF EXISTS patches_number_text")
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS patches_part_of_number ON patches_patch "
                "USING gin ((number || '') gin_trgm_ops)"
            )
    except DatabaseError:  # not installed, or this account may not
        return False
    return True


def mark_of_areas(codes: Iterable[str]) -> str:
    """Return what changes when a patch of these divisions does, or one that they manage."""
    return _sum(Change.objects.filter(_of_areas(codes)).aggregate(marks=Sum("mark")))


def window_of(codes: Iterable[str], campaigns: Iterable[UUID]) -> Box | None:
    """Return a window (degrees) that holds every patch of these campaigns in these divisions; None without one."""
    rows = Change.objects.filter(_of_areas(codes), campaign_id__in=list(campaigns))
    found = rows.aggregate(west=Min("west"), south=Min("south"), east=Max("east"), north=Max("north"))
    if found["west"] is None:
        return None
    return found["west"], found["south"], found["east"], found["north"]


def _of_areas(codes: Iterable[str]) -> Q:
    scope = Q(pk__in=[])
    for code in codes:
        if not code:
            return Q()
        county = code[:_COUNTY_DIGITS]
        scope |= inside(county, "area_code") | inside(county, "managed_in")
    return scope


def counted_mark(campaign_id: UUID) -> str:
    """Return what changes when other patches of a campaign count, or something else is said of one."""
    return _sum(Change.objects.filter(campaign_id=campaign_id).aggregate(marks=Sum("counted")))


def _sum(found: dict[str, Any]) -> str:
    return str(int(found["marks"] or 0) % _WHOLE)


def gather() -> int:
    """Join the rows of each county where many have gathered; what they add up to stays. Returns how many went."""
    if connection.vendor != "postgresql" or Change.objects.count() < _GATHER_FROM:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM patches_change WHERE id IN (SELECT id FROM patches_change FOR UPDATE SKIP "
            "LOCKED) RETURNING *) "
            f"{_NOTED} SELECT campaign_id, area_code, managed_in, (sum(mark) %% {_WHOLE})::bigint, "
            f"(sum(counted) %% {_WHOLE})::bigint, min(west), min(south), max(east), max(north) "
            "FROM gone GROUP BY 1, 2, 3",
            [],
        )
        return int(cursor.rowcount)
