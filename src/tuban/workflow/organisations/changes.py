"""Whether anything changed of what changes seldom: told by triggers of the database, which no write goes past."""

# ruff: noqa: S608 - every name in a statement comes from the product, and no value from a request

from __future__ import annotations

from django.db import connection, transaction

from tuban.workflow.triggers import Triggers

_RANGE = 1 << 40
_WHOLE = 1 << 50
_GATHER_FROM = 200
_NOTED = "INSERT INTO organisations_mark (mark) "
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION organisations_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {_NOTED} VALUES ((random() * {_RANGE})::bigint);
  RETURN NULL;
END $$"""
_ON_SQLITE = (
    f"{_NOTED} SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM organisations_mark); "
    f"UPDATE organisations_mark SET mark = (mark + abs(random() % {_RANGE})) % {_WHOLE};"
)


def noted_of(*tables: str, **columns: str) -> Triggers:
    """Return the triggers that draw a new mark with every write to some tables; of those named with ``columns`` an
    update counts only where it writes one of these."""
    of = dict.fromkeys(tables, "") | columns
    postgresql, sqlite = {}, {}
    for table, only in of.items():
        for event in ("insert", "update", "delete", "truncate"):
            name = f"{table}_note_{event}"
            when = f"AFTER {event.upper()}{f' OF {only}' if only and event == 'update' else ''} ON {table} "
            postgresql[name] = (
                f"CREATE TRIGGER {name} {when} FOR EACH STATEMENT EXECUTE FUNCTION organisations_note_change()"
            )
            if event != "truncate":
                sqlite[name] = f"CREATE TRIGGER {name} {when} FOR EACH ROW BEGIN {_ON_SQLITE} END"
    return Triggers(postgresql=postgresql, sqlite=sqlite, functions=(_FUNCTION,))


TRIGGERS = noted_of(
    "organisations_unit", "organisations_area", "organisations_department", "organisations_post",
    "organisations_holding", "organisations_group", "organisations_membership",
    organisations_person="name, is_active, is_practice",
)  # fmt: skip


def mark() -> int | None:
    """Return what changes with every write to what is watched; None where nothing was written yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(mark) FROM organisations_mark")
        (found,) = cursor.fetchone()
    return None if found is None else int(found) % _WHOLE


def draw() -> None:
    """Draw a mark: where there were no triggers, nothing was noted."""
    with connection.cursor() as cursor:
        random = f"(random() * {_RANGE})::bigint" if connection.vendor == "postgresql" else f"abs(random() % {_RANGE})"
        cursor.execute(f"{_NOTED} SELECT {random}")


def gather() -> int:
    """Join the rows where many have gathered; what they add up to stays. Returns how many went."""
    if connection.vendor != "postgresql":
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organisations_mark")
        if cursor.fetchone()[0] < _GATHER_FROM:
            return 0
        cursor.execute(
            "WITH gone AS (DELETE FROM organisations_mark WHERE id IN (SELECT id FROM organisations_mark FOR UPDATE "
            f"SKIP LOCKED) RETURNING mark) {_NOTED} SELECT (sum(mark) % {_WHOLE})::bigint FROM gone"
        )
        return int(cursor.rowcount)
