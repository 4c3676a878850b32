"""The head of the chain, and triggers that let no line be changed or deleted by anybody who writes past the product."""

from django.db import migrations

_SQLITE = (
    "CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON audit_line "
    "BEGIN SELECT RAISE(ABORT, 'an audit line is final'); END",
    "CREATE TRIGGER audit_line_no_delete BEFORE DELETE ON audit_line "
    "BEGIN SELECT RAISE(ABORT, 'an audit line is final'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_line_is_final() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'an audit line is final'; END $$",
    "CREATE TRIGGER audit_line_no_change BEFORE UPDATE OR DELETE ON audit_line "
    "FOR EACH ROW EXECUTE FUNCTION audit_line_is_final()",
    "CREATE TRIGGER audit_line_no_truncate BEFORE TRUNCATE ON audit_line "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_line_is_final()",
)


def _begin(apps, schema_editor):
    apps.get_model("audit", "ChainHead").objects.get_or_create(pk=1)
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


def _end(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_line_is_final() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER audit_line_no_update")
        schema_editor.execute("DROP TRIGGER audit_line_no_delete")


class Migration(migrations.Migration):
    """Begins the chain."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(_begin, _end)]
