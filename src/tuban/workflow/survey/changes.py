"""A conflict that opens or ends marks the county of its patch as changed: the map can be narrowed to such patches."""

# ruff: noqa: S608 - every name in a statement comes from this module, and no value from a request

from __future__ import annotations

from tuban.workflow.patches.changes import MARK_POSTGRESQL, NOTED, PLACE, on_postgresql, on_sqlite
from tuban.workflow.triggers import Triggers

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION survey_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {NOTED} SELECT {PLACE}, {MARK_POSTGRESQL}, 0, NULL, NULL, NULL, NULL
    FROM touched JOIN patches_patch patch ON patch.id = touched.patch_id GROUP BY 1, 2, 3;
  RETURN NULL;
END $$"""
_TABLE, _CALLED = "survey_conflict", "survey_note_change"

TRIGGERS = Triggers(
    postgresql=dict(
        (
            on_postgresql(_TABLE, _CALLED, "INSERT", "NEW TABLE AS touched"),
            on_postgresql(_TABLE, _CALLED, "UPDATE", "NEW TABLE AS touched"),
            on_postgresql(_TABLE, _CALLED, "DELETE", "OLD TABLE AS touched"),
        )
    ),
    sqlite=dict(
        (
            on_sqlite(_TABLE, "INSERT", "NEW", "0", patch="patch_id"),
            on_sqlite(_TABLE, "UPDATE", "NEW", "0", patch="patch_id"),
            on_sqlite(_TABLE, "DELETE", "OLD", "0", patch="patch_id"),
        )
    ),
    functions=(_FUNCTION,),
)
