"""What happened to a patch, in words: who, under which post, did what, why, and what changed from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.audit.words import action_in_words
from tuban.web.imports.changes import issued_title
from tuban.web.templatetags.figures import label, two
from tuban.workflow.patches.states import Fate, State

_DEEDS = {
    "patches.assign": gettext_lazy("Assigned"),
    "patches.split": gettext_lazy("Split"),
    "patches.merge": gettext_lazy("Merged"),
    "patches.restore": gettext_lazy("Restored"),
    "patches.add_patch": gettext_lazy("Added"),
    "patches.answer_likeness": gettext_lazy("Said whether two are the same place"),
    "patches.correct": gettext_lazy("Corrected by its issuer"),
    "patches.withdraw": gettext_lazy("Withdrawn by its issuer"),
    "patches.bring_back": gettext_lazy("Issued again after it was withdrawn"),
    "patches.look_up": gettext_lazy("Asked for from outside its area"),
    "patches.export": gettext_lazy("Taken along as a file"),
    "comparison.load_disc": gettext_lazy("Loaded and compared"),
    "comparison.compare_again": gettext_lazy("Compared anew"),
    "comparison.answer_would_differ": gettext_lazy("Said what counts"),
    "evidence.add": gettext_lazy("Evidence added"),
    "evidence.take_off": gettext_lazy("Evidence taken off"),
    "evidence.read_out": gettext_lazy("Evidence taken along"),
}
_FIELDS = {
    "state": gettext_lazy("State"),
    "fate": gettext_lazy("Record"),
    "assigned_unit_id": gettext_lazy("Assigned unit"),
    "assigned_to_id": gettext_lazy("Assigned person"),
    "due_on": gettext_lazy("Due on"),
    "number": gettext_lazy("Patch number"),
    "part_number": gettext_lazy("Part number"),
    "area_m2": gettext_lazy("Area (㎡)"),
    "monitored_m2": gettext_lazy("Monitored area (㎡)"),
    "before_on": gettext_lazy("Image before"),
    "after_on": gettext_lazy("Image after"),
    "list": gettext_lazy("List"),
    "area_mu": gettext_lazy("Area (亩)"),
    "cultivated_mu": gettext_lazy("Cultivated land (亩)"),
    "basic_farmland_mu": gettext_lazy("Basic farmland (亩)"),
    "proposed_finding": gettext_lazy("Proposed finding"),
    "township_name": gettext_lazy("Township"),
    "village": gettext_lazy("Village"),
    "source_reference": gettext_lazy("Source reference"),
}
_SAID_OTHERWISE = frozenset({"changed", "reason", "expected_version"})
_NOTES = {
    "disc": gettext_lazy("Disc"),
    "file": gettext_lazy("File"),
    "size": gettext_lazy("Size"),
    "checksum": "SHA-256",
    "original": gettext_lazy("Checksum of the photo"),
    "copy": "SHA-256",
    "remark": gettext_lazy("Remark"),
    "unit": gettext_lazy("Unit"),
    "person": gettext_lazy("Person"),
    "due_on": gettext_lazy("Due on"),
    "children": gettext_lazy("Made"),
    "parents": gettext_lazy("Made of"),
    "count": gettext_lazy("Number"),
    "taken_back": gettext_lazy("taken back"),
    "source": gettext_lazy("Source"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One column: what it was and what it became."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit in words."""

    number: int
    at: datetime
    what: str
    who: str
    post: str
    reason: str
    is_refused: bool
    changes: tuple[Change, ...]
    notes: tuple[tuple[str, str], ...]


def deeds(lines: Iterable[Any], names: Mapping[str, str]) -> list[Deed]:
    """Return audit lines in words. ``names`` are units and people by their key, for what changed hands."""
    return [_deed(line, names) for line in lines]


def keys_in(lines: Iterable[Any]) -> set[str]:
    """Return the keys of units and people that lines speak of."""
    return {
        str(value)
        for line in lines
        for name, pair in line.details.get("changed", {}).items()
        if name in ("assigned_unit_id", "assigned_to_id")
        for value in pair
        if value
    }


def _deed(line: Any, names: Mapping[str, str]) -> Deed:
    details = line.details
    changed = details.get("changed", {})
    return Deed(
        number=line.number,
        at=line.at,
        what=str(_DEEDS.get(line.action) or action_in_words(line.action)),
        who=line.person_name,
        post=line.post_title,
        reason=line.reason,
        is_refused=line.is_refused,
        changes=(
            *(
                Change(str(_FIELDS[name]), _value(name, old, names), _value(name, new, names))
                for name, (old, new) in changed.items()
                if name in _FIELDS
            ),
            *(
                Change(str(_FIELDS.get(name) or issued_title(name)), _value(name, old, names), _value(name, new, names))
                for name, (old, new) in details.get("of_the_issue", {}).items()
            ),
        ),
        notes=(
            *_told(details.get("told")),
            *(
                (str(_NOTES[name]), _note(value))
                for name, value in details.items()
                if name in _NOTES and value not in (None, "", [])
            ),
        ),
    )


def _told(facts: Any) -> list[tuple[str, str]]:
    """Return the facts that were told, by their titles."""
    return [(str(title), str(value)) for title, value in facts.items()] if isinstance(facts, dict) else []


def _value(name: str, value: Any, names: Mapping[str, str]) -> str:
    if value in (None, ""):
        return _("nothing")
    if name == "state" and value in State.values:
        return str(State(value).label)
    if name == "fate" and value in Fate.values:
        return str(Fate(value).label)
    if name == "proposed_finding":
        return label(str(value), "finding")
    if name.endswith("_mu") or name in ("area_m2", "monitored_m2"):
        return two(value)
    return names.get(str(value), str(value))


def _note(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("title") or value.get("id") or "")
    if isinstance(value, list):
        return "、".join(_note(one) for one in value)
    return str(value)
