"""What only somebody with the keys of the database can do, and tests that clear it."""

from django.db import connection

_SQLITE = {
    f"audit_line_no_{verb}": (
        f"CREATE TRIGGER audit_line_no_{verb} BEFORE {verb.upper()} ON audit_line "
        "BEGIN SELECT RAISE(ABORT, 'an audit line is final'); END"
    )
    for verb in ("update", "delete")
}


def without_triggers(statement: str) -> None:
    """Do a statement past the triggers of the audit, which stand again afterwards (but those against TRUNCATE)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_line DISABLE TRIGGER ALL")
            cursor.execute(statement)
            cursor.execute("ALTER TABLE audit_line ENABLE TRIGGER audit_line_no_change")
            return
        for name in _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(statement)
        for trigger in _SQLITE.values():
            cursor.execute(trigger)
