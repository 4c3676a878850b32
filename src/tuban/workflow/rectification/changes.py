"""The ledger is written on, never over: the database refuses to change or delete what happened, was examined, was
signed. Only a practice county, which is dropped whole, takes its ledger with it."""

from __future__ import annotations

from tuban.workflow.triggers import Triggers

_SAID = "the ledger of rectification is written on, never over"
_OF_DECLARATION = (
    "SELECT way.patch_id FROM rectification_declaration said JOIN rectification_way way ON way.id = said.way_id "
    "WHERE said.id = {row}"
)
_TABLES = {
    "rectification_entry": "OLD.patch_id",
    "rectification_examination": "OLD.patch_id",
    "rectification_signature": f"({_OF_DECLARATION.format(row='OLD.declaration_id')})",
}
"""Each table, and the patch of a row of it."""

_IS_PRACTICE = (
    "SELECT 1 FROM patches_patch patch JOIN campaigns_campaign campaign ON campaign.id = patch.campaign_id "
    "WHERE campaign.is_practice AND patch.id = {patch}"
)


def _function(table: str, patch: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS ({_IS_PRACTICE.format(patch=patch)}) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '{_SAID}';
END $$"""


def _on_sqlite() -> dict[str, str]:
    made = {}
    for table, patch in _TABLES.items():
        made[f"{table}_stays_update"] = (
            f"CREATE TRIGGER {table}_stays_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        )
        made[f"{table}_stays_delete"] = (
            f"CREATE TRIGGER {table}_stays_delete BEFORE DELETE ON {table} "
            f"WHEN NOT EXISTS ({_IS_PRACTICE.format(patch=patch)}) BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        )
    return made


TRIGGERS = Triggers(
    postgresql={
        f"{table}_stays": f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
        for table in _TABLES
    },
    sqlite=_on_sqlite(),
    functions=tuple(_function(table, patch) for table, patch in _TABLES.items()),
)
