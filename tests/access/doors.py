"""Every door of the product, found by walking its addresses, and what the keys in an address are keys of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import getclosurevars, isfunction
from typing import Any
from uuid import UUID

from django.urls import get_resolver

_PART = re.compile(r"<(?:(\w+):)?(\w+)>")
WORDS = {
    "when": "after", "checksum": "0" * 64, "capability": "a.b", "path": "a.docx", "code": "x.y", "z": "14", "x": "1",
    "y": "1", "size": "small", "day": "2026-11-20", "ending": "json", "name": "materials", "form": "unlawful_summary",
    "topic": "patches", "digest": "0" * 64, "sha256": "0" * 64, "step": "verified", "what": "disc", "token": "none",
    "number": "1", "signature": "1",
}  # fmt: skip
"""What stands in an address and is the key of nothing."""
KINDS_OF_WORDS = {
    "cooperation/ask": "land_payment", "patches.": "csv", "export.": "csv", "report.": "xlsx", "table.": "xlsx",
    "papers": "filing", "persons/new": "discipline_proposal", "findings": "disc",
    "plans": "rectification", "questions": "major_report", "checklist": "leadership", "kind": "forms",
    "dossier/materials": "report", "minutes": "hearing", "compared": "image",
    "files": "survey", "manual": "how-to/import-a-disc", "parameters": "accountability/account_line",
}  # fmt: skip
"""Such words whose meaning hangs on what stands before them."""
KEYS = {
    "absence": "signoff.absence", "arrivals": "patches.arrival", "audit": "audit.line", "disc": "patches.arrival",
    "blind-sheets": "supervision.drawn", "brought": "jobs.job", "bulk": "gate.bulk", "campaigns": "campaigns.campaign",
    "cases": "cases.case", "collections": "campaigns.campaign", "conflicts": "survey.conflict",
    "contact-points": "campaigns.contactpoint", "contacts": "campaigns.contactpoint", "controls": "review.control",
    "cooperation": "cooperation.task", "copies": "copies.publiccopy", "corrections": "supervision.correction",
    "declarations": "rectification.declaration", "departments": "organisations.department",
    "deputies": "signoff.delegation", "devices": "evidence.device", "documents": "signoff.document",
    "drawn": "supervision.drawn", "editions": "written_reports.reportedition", "entries": "evidence.logentry",
    "evidence": "evidence.exhibit", "exchange": "exchange.package", "exports": "jobs.job",
    "gate": "gate.inquiry", "groups": "organisations.group",
    "handovers": "reporting.handover", "holdings": "organisations.holding", "images": "layers.edition",
    "imports": "patches.arrival", "inquiries": "gate.inquiry", "issued": "cases.paper", "issued-papers": "cases.paper",
    "items": "cases.item", "jobs": "jobs.job", "journal": "cases.entry", "layers": "layers.edition",
    "likeness": "patches.likeness", "likenesses": "patches.likeness", "lists": "accountability.keptlist",
    "matches": "patrols.match", "materials": "campaigns.material", "messages": "office_messages.message",
    "ministry-export": "ministry_export.ministryexport", "ministry-exports": "ministry_export.ministryexport",
    "opinions": "patches.patch", "packages": "packages.package", "pairs": "review.reading", "papers": "routes.paper",
    "patch": "patches.patch", "patches": "patches.patch", "patrols": "patrols.sighting", "peers": "exchange.peer",
    "penalty": "cases.casepatch", "people": "organisations.person", "performed": "cases.performance",
    "persons": "cases.measure", "phases": "campaigns.phase", "photos": "evidence.exhibit",
    "place": "rectification.selfcheckline", "plans": "plans.plan", "posts": "organisations.post",
    "proof-packages": "jobs.job", "public-copies": "copies.publiccopy", "questions": "campaigns.question",
    "ratios": "organisations.unit", "reports": "written_reports.reportdraft",
    "responsibilities": "organisations.responsibility", "responsibility": "organisations.responsibility",
    "result": "results.result", "results": "results.result", "returns": "review.return", "route-plans": "routes.plan",
    "routes": "routes.plan", "seal": "submission.seal", "seals": "submission.seal", "self-checks": "organisations.unit",
    "sessions": "sign_in.session",
    "sheets": "supervision.drawn", "submission": "submission.submission", "submissions": "submission.submission",
    "supervision": "supervision.supervision", "supervision-corrections": "supervision.correction",
    "supervision-drawn": "supervision.drawn", "supervisions": "supervision.supervision",
    "suspensions": "cases.entry", "tasks": "cooperation.task", "tokens": "organisations.token",
    "units": "organisations.unit", "versions": "plans.plan", "ways": "rectification.way",
    "webhooks": "office_messages.webhook", "week": "reporting.report", "would-differ": "comparison.woulddiffer",
}  # fmt: skip
"""What a key in an address is the key of, by the word that stands before it."""
FIELD_GROUP = "routes.group"
"""A group where field work is planned, which is found by other people than where groups are kept."""
SHEET_PHOTO = "supervision.photo"
"""A photo of a blind sheet, which its visitor finds, who finds no other photo of the county."""
_OTHERWISE = {
    ("results", "campaign_id"): "campaigns.campaign",
    ("plans", "unit"): "organisations.unit", ("reports", "unit"): "organisations.unit",
    ("reports", "report"): "reporting.report", ("documents", "exhibit"): "evidence.exhibit",
    ("field-groups", "group"): FIELD_GROUP, ("packages", "group"): FIELD_GROUP,
}  # fmt: skip


NEVER = UUID("00000000-0000-4000-8000-000000000007")
NEVER_NUMBER = 987654321
"""Keys that nothing ever had."""


class KeyUnknown(AssertionError):
    """A key of an address of which nobody has said what it is the key of."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key in an address: its name there, and the label of the rows it is a key of; without one it is a word."""

    name: str
    label: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """An address with its method: ``name`` is ``web:patch``, ``api:patch``; ``deed`` is POST, GET, …"""

    name: str
    deed: str
    route: str
    keys: tuple[Key, ...]

    @property
    def house(self) -> str:
        """Which of the three doors it belongs to, or the pocket app: web, api, field_door, pocket."""
        return self.name.partition(":")[0]

    @property
    def words(self) -> str:
        """How the matrix names an operation of an API: ``POST campaigns/<campaign>/questions``."""
        return f"{self.deed} {self.route.removeprefix('api/v1/')}"

    @property
    def labels(self) -> tuple[str, ...]:
        """What it is about: the labels of its keys, the outermost first."""
        return tuple(key.label for key in self.keys if key.label)

    def address(self, keys: Mapping[str, Any], *, absent: str = "") -> str:
        """Return the address for keys by label; the key of ``absent`` is one that never was given."""
        made = self.route
        for key in self.keys:
            value = keys[key.label] if key.label else key.word
            if key.label and key.label == absent:
                value = NEVER if isinstance(value, UUID) else NEVER_NUMBER
            made = _PART.sub(str(value), made, count=1)
        return f"/{made}"


def doors() -> list[Door]:
    """Return every door: each address of the pages by GET and by POST, each operation of the two APIs."""
    return sorted(_walk(get_resolver("tuban.site.urls")), key=lambda door: (door.name, door.route, door.deed))


def _walk(resolver: Any, before: str = "", house: str = "") -> Iterator[Door]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern, route, pattern.namespace or house)
        elif house in ("api", "field_door"):
            yield from _operations(pattern, route, house)
        else:
            for deed in ("GET", "POST"):
                yield Door(f"{house}:{pattern.name}", deed, route, _keys(route))


def _operations(pattern: Any, route: str, house: str) -> Iterator[Door]:
    """Yield the operations of that name; what serves the description of the API has none, and is got."""
    of_view = getclosurevars(pattern.callback).nonlocals.get("self") if isfunction(pattern.callback) else None
    methods = {"GET"} if of_view is None else {
        method
        for operation in of_view.operations
        if (getattr(operation, "url_name", None) or operation.view_func.__name__) == pattern.name
        for method in operation.methods
    }  # fmt: skip
    for method in methods:
        yield Door(f"{house}:{pattern.name}", method, route, _keys(route))


def _keys(route: str) -> tuple[Key, ...]:
    return tuple(_key(route, found) for found in _PART.finditer(route))


_ALWAYS_WORDS = ("z", "x", "y", "sha256", "signature", "code", "day")
_WORDS_OF_THE_API = ("when", "kind", "form", "step", "ending", "key", "path")


def _key(route: str, found: re.Match[str]) -> Key:
    kind, name = found.group(1), found.group(2)
    steps = route[: found.start()].rstrip("/").split("/")
    before = steps[-1]
    if name == "item" and "features" in route:
        return Key(name, "patches.patch")
    if (before, name) == ("bulk", "batch"):
        return Key(name, "", str(NEVER))
    if name in _ALWAYS_WORDS:
        return Key(name, "", "990101" if before == "units" else WORDS[name])
    if name == "item" and "cases/<uuid>/items" not in route and kind != "uuid":
        return Key(name, "", "leadership" if "checklist" in route else "fine")
    if kind in ("slug", "str", "path") or (kind is None and name in _WORDS_OF_THE_API):
        said = KINDS_OF_WORDS.get("/".join(steps[-2:])) or KINDS_OF_WORDS.get(before) or WORDS.get(name)
        return Key(name, "", said or "rectification")
    if route.startswith("routes/groups"):
        return Key(name, FIELD_GROUP)
    if route.startswith("supervision/") and before == "photos":
        return Key(name, SHEET_PHOTO)
    label = _OTHERWISE.get((before, name)) or KEYS.get(before)
    if label is None:
        raise KeyUnknown(f"{route}: {name}")
    return Key(name, label)
