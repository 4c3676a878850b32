"""A conflict that opens or ends marks the county of its patch as changed: the map can be narrowed to such patches."""

from __future__ import annotations

from tuban.workflow.patches.changes import noted_with

TRIGGERS = noted_with("survey_conflict", "survey_note_change", counts=False)
