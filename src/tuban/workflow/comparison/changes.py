"""A comparison that is written marks the county of its patch as changed, and what counts in it."""

from __future__ import annotations

from tuban.workflow.patches.changes import noted_with

TRIGGERS = noted_with("comparison_comparison", "comparison_note_change", counts=True)
