"""A seal as it goes from one installation to another: its files with the signatures under it, and what is proved of
them where they come in.

``signatures.json`` holds the document as it was signed (form, subject, cells) and every signature that holds. Whoever
takes a seal in counts the digests again: of the content, of every file, and of what each person signed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.signoff.cells import Cell, digest_of
from tuban.workflow.signoff.law import chain_of
from tuban.workflow.signoff.models import VALID, Document, Signature
from tuban.workflow.submission import contents
from tuban.workflow.submission.law import FORM
from tuban.workflow.submission.models import Seal

SIGNATURES = "signatures.json"
_LARGEST = 256 << 20
_COUNTS = ("patches", "parts", "counted_mu", "cultivated_mu", "unlawful_mu", "explained", "forms")
_CAMPAIGN = ("code", "title", "cadence", "area_code", "area_name", "issuer", "issued_on")
_ROW = ("uuid", "number", "part", "finding", "state", "counted_mu", "taken_by")


class SealUnsound(TubanError):
    """What came is no seal as it was signed: {what}."""

    code = "submission.seal_unsound"
    hint = "Ask the sender to make the package again from the seal; nothing of this one was kept."


@dataclass(frozen=True, slots=True)
class Carried:
    """A seal that was proved. ``content`` is that of its manifest, ``signatures`` as they were written, ``rows`` the
    patches; ``counts`` and ``number`` are what the seal itself says."""

    digest: str
    number: int
    sealed_at: str
    sealed_by: str
    content: Mapping[str, Any]
    signatures: tuple[Mapping[str, str], ...]
    rows: tuple[Mapping[str, Any], ...]


def signatures_of(document: Document) -> dict[str, Any]:
    """Return a document as ``signatures.json`` has it."""
    snapshot = document.snapshots.get(is_current=True)
    signed = document.signatures.filter(VALID).select_related("snapshot").order_by("level", "pk")
    return {
        "form": document.form, "subject": [document.subject_kind, document.subject_id], "cells": snapshot.cells,
        "signatures": [_told(one) for one in signed],
    }  # fmt: skip


def _told(one: Signature) -> dict[str, str]:
    return {
        "key": one.step, "step": one.step_title, "person": one.person_name, "post": one.post_title,
        "for": one.for_name, "answers": one.answers, "at": one.at.isoformat(), "digest": one.digest,
    }  # fmt: skip


def read_carried(sums: Mapping[str, str], place: Callable[[str], Path]) -> Carried:
    """Return the seal whose files have these digests (SHA-256 by name) and lie at a place. Raises SealUnsound."""
    try:
        return _read(sums, place)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OSError) as error:
        raise SealUnsound(what=_("a file of it cannot be read")) from error


def _read(sums: Mapping[str, str], place: Callable[[str], Path]) -> Carried:
    told = json.loads(_bytes(place(contents.MANIFEST)))
    if (told["format"], told["version"]) != (contents.FORMAT, contents.VERSION):
        raise SealUnsound(what=_("it is written in another version"))
    content, number = told["content"], told["number"]
    if contents.digest_of(content) != told["digest"]:
        raise SealUnsound(what=_("its content has another digest than it states"))
    listed = {name: one["sha256"] for name, one in content["files"].items()}
    rest = {name: sums[name] for name in sums if name not in (contents.MANIFEST, SIGNATURES)}
    if rest != listed:
        wrong = sorted({*rest.items()} ^ {*listed.items()})
        raise SealUnsound(what=_("{name} is not as it was sealed").format(name=wrong[0][0]))
    sealed_at = parse_datetime(told["sealed_at"])
    if type(number) is not int or not 0 < number < 30_000 or sealed_at is None or sealed_at.tzinfo is None:
        raise SealUnsound(what=_("its number or its day cannot be read"))
    _check_content(content)
    rows = tuple(json.loads(line) for line in _bytes(place(contents.PATCHES)).splitlines())
    for row in rows:
        UUID(row["uuid"])
        if not all(isinstance(row[name], str) for name in _ROW):
            raise TypeError
    signatures = _signatures(json.loads(_bytes(place(SIGNATURES))), told["digest"])
    return Carried(told["digest"], number, told["sealed_at"], str(told["sealed_by"]), content, signatures, rows)


def _check_content(content: Mapping[str, Any]) -> None:
    """Raise KeyError or TypeError where something that pages show of it is missing."""
    counts, campaign = content["counts"], content["campaign"]
    known = all(isinstance(counts[name], str | int) for name in _COUNTS) and isinstance(counts["findings"], dict)
    texts = [campaign[name] for name in _CAMPAIGN] + [content["unit"]["code"], content["unit"]["name"]]
    numbers = (campaign["year"], campaign["epsg"])
    if not known or not all(isinstance(one, str) for one in texts) or not all(type(one) is int for one in numbers):
        raise TypeError
    if not isinstance(content["own_values"], dict) or not isinstance(content["lawbook"], str):
        raise TypeError


def _signatures(told: Mapping[str, Any], digest: str) -> tuple[Mapping[str, str], ...]:
    """Return the signatures of a document that signs this very content, by everybody of the chain."""
    cells = [Cell(**one) for one in told["cells"]]
    said = {cell.key: cell.value for cell in cells}
    kind, key = told["subject"]
    if told["form"] != FORM or said.get("digest") != digest:
        raise SealUnsound(what=_("its signatures stand under another content"))
    signed = digest_of(told["form"], kind, key, cells)
    given = [{name: str(value)[:300] for name, value in one.items()} for one in told["signatures"]]
    wrong = next((one["person"] for one in given if one["digest"] != signed), "")
    if wrong:
        raise SealUnsound(what=_("{person} signed something else").format(person=wrong))
    if any(parse_datetime(one["at"]) is None or "step" not in one or "post" not in one for one in given):
        raise ValueError
    lacking = {step.id: step.title for step in chain_of(FORM).steps}
    for one in given:
        lacking.pop(one["key"], None)
    if lacking:
        raise SealUnsound(what=_("not signed: {steps}").format(steps="、".join(lacking.values())))
    return tuple(given)


def _bytes(place: Path) -> bytes:
    if place.stat().st_size > _LARGEST:
        raise SealUnsound(what=_("a file of it is larger than any seal's"))
    return place.read_bytes()


def is_proved_again(seal: Seal) -> bool:
    """Whether what people signed of a seal that came still counts to the digests that it has here."""
    try:
        sums = {name: one["sha256"] for name, one in seal.files.items()}
        return read_carried(sums, lambda name: contents.sealed_files(seal)[name]).digest == seal.digest
    except TubanError:
        return False
