"""How what came from the field is told: kinds of entries, what came of them, one's own day in the address."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.survey.returned import Applied

KINDS = {
    "visit.begun": _("Visit begun"), "visit.ended": _("Visit ended"), "facts.told": _("Facts told"),
    "boundary.measured": _("Boundary measured"), "photo.taken": _("Photo"), "video.taken": _("Video"),
    "voice.recorded": _("Voice note"), "file.added": _("File"), "note.written": _("Note"),
    "patch.found": _("Patch found"), "duty.begun": _("Duty begun"), "duty.ended": _("Duty ended"),
    "track.recorded": _("Track"), "entry.withdrawn": _("Taken back"),
}  # fmt: skip
STATES = {
    Applied.YES: (_("used"), "good"), Applied.WAITING: (_("Waits"), ""), Applied.CONFLICT: (_("to be decided"), "late"),
    Applied.NO: (_("could not be used"), "late"), Applied.ASIDE: (_("set aside"), ""),
}  # fmt: skip
_APART_SECONDS = 60


def kind_words(kind: str) -> str:
    """Return what a kind of entry is called; its own name where the office does not know it."""
    return str(KINDS.get(kind, kind))


def fact_title(fact: str) -> str:
    """Return what a fact is called; its own name where the lawbook does not know it."""
    words = rulebook().vocabulary
    return words[fact].title if fact in words else fact


def clock_apart(entry: Any) -> bool:
    """Whether the clock of the device was wrong by so much that both times are worth showing."""
    return entry.at is not None and abs((entry.at - entry.likely_at).total_seconds()) > _APART_SECONDS


def day_of(text: str) -> date | None:
    """Return a day of an address."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def pretty(text: str) -> str:
    """Return the text of an entry so that people can read it."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except ValueError:
        return text
