"""A comparison that is written marks the county of its patch as changed, and what counts in it."""

# ruff: noqa: S608 - every name in a statement comes from this module, and no value from a request

from __future__ import annotations

from tuban.workflow.patches.changes import MARK_POSTGRESQL, MARK_SQLITE, NOTED, PLACE, on_postgresql, on_sqlite
from tuban.workflow.triggers import Triggers

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION comparison_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {NOTED} SELECT {PLACE}, {MARK_POSTGRESQL}, {MARK_POSTGRESQL}, NULL, NULL, NULL, NULL
    FROM touched JOIN patches_patch patch ON patch.id = touched.patch_id GROUP BY 1, 2, 3;
  RETURN NULL;
END $$"""
_TABLE, _CALLED = "comparison_comparison", "comparison_note_change"

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
            on_sqlite(_TABLE, "INSERT", "NEW", MARK_SQLITE, patch="patch_id"),
            on_sqlite(_TABLE, "UPDATE", "NEW", MARK_SQLITE, patch="patch_id"),
            on_sqlite(_TABLE, "DELETE", "OLD", MARK_SQLITE, patch="patch_id"),
        )
    ),
    functions=(_FUNCTION,),
)
