"""What changed from a seal to the next, or since it was made: counts, and each patch with what is otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tuban.workflow import store
from tuban.workflow.submission.contents import FORMS, PATCHES, number_of, patch_rows, sealed_bytes, sealed_lines
from tuban.workflow.submission.models import Seal

_TOLD = ("finding", "violation", "counted_mu", "cultivated_mu", "area_m2", "state", "township", "managed")
_STATE = "state"
_ASIDE = ("facts", "digest", "taken_by", "taken_at")
Row = Mapping[str, Any]


def patches_between(old: Iterable[Row], new: Iterable[Row]) -> dict[str, Any]:
    """Return what differs between two lists of patches: those ``added`` and ``gone``, and the ``changed`` ones with
    every field that is otherwise, old and new; where only what it rests on is, the field is ``facts``.

    >>> was = {"uuid": "1", "number": "A", "part": "", "finding": "lawful", "facts": "x"}
    >>> told = patches_between([was], [was | {"finding": "unlawful"}])
    >>> told["changed"][0]["fields"]
    {'finding': ['lawful', 'unlawful']}
    """
    before = {row["uuid"]: row for row in old}
    after = {row["uuid"]: row for row in new}
    changed = []
    for key, row in after.items():
        was = before.get(key)
        if was is None or was == row:
            continue
        fields = {name: [was.get(name, ""), row.get(name, "")] for name in _TOLD if was.get(name) != row.get(name)}
        if not fields:
            fields = {"facts": ["", ""]}
        changed.append(_named(row) | {"fields": fields})
    return {
        "added": [_named(row) for key, row in after.items() if key not in before],
        "gone": [_named(row) for key, row in before.items() if key not in after],
        "changed": changed,
    }


def between(before: Seal, rows: Sequence[Row], files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a new seal has otherwise than the one before: patches, and cells of each form."""
    told = patches_between(sealed_lines(before, PATCHES), rows)
    old, new = (
        json.loads(sealed_bytes(before, FORMS)),
        json.loads(store.found(files[FORMS]["sha256"], files[FORMS]["suffix"]).read_bytes()),
    )
    forms = {}
    for form, now in new["forms"].items():
        count = _cells_otherwise(old["forms"].get(form, {}), now)
        if count:
            forms[form] = {"title": now["title"], "cells": count}
    return {"since": before.number, **told, "forms": forms}


def since_seal(seal: Seal) -> dict[str, Any]:
    """Return what the office has otherwise now than a seal says.

    ``went_on`` are the patches of which nothing but the state is otherwise: putting right goes on while a seal is
    signed and after it was accepted, and changes nothing of what it says.
    """
    told = patches_between(sealed_lines(seal, PATCHES), patch_rows(seal.campaign))
    went_on = [one for one in told["changed"] if set(one["fields"]) == {_STATE}]
    return {**told, "changed": [one for one in told["changed"] if one not in went_on], "went_on": went_on}


def how_many(told: Mapping[str, Any]) -> int:
    """Return how many patches differ."""
    return sum(len(told.get(name, ())) for name in ("added", "gone", "changed"))


def _named(row: Row) -> dict[str, str]:
    return {"uuid": row["uuid"], "number": number_of(row)}


def _cells_otherwise(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """Return in how many cells two fillings of a form differ; rows that only one has count whole."""
    was, now = _rows(old), _rows(new)
    count = sum(len(was.get(key, now.get(key, ()))) for key in was.keys() ^ now.keys())
    for key in was.keys() & now.keys():
        count += sum(one != other for one, other in zip(was[key], now[key], strict=False))
    return count


def _rows(form: Mapping[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for place, section in enumerate(form.get("sections", ())):
        for position, row in enumerate(section["rows"]):
            name = row[1] or row[2] or position
            found.setdefault(f"{place}.{row[0]}.{name}", row[4])
    return found
