"""The words in which scenarios are written: a ground, a story seen in the field, papers, applications, a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samples.practice_county.sites import Ground


@dataclass(frozen=True)
class PaperPlan:
    """A paper to be drawn for a patch: which role it goes to, when, and how much of the patch it covers."""

    role: str
    date: str | None
    cover: float = 1.0
    level: str = "province"
    stated: float | None = 1.0
    until: str | None = None
    kind: str | None = None
    use: str | None = None
    method: str = "auction"
    drawn: bool = True
    number: bool = True
    organ: bool = True
    holder: str | None = None


@dataclass(frozen=True)
class Scenario:
    """One story, told ``count`` times on different ground. ``field`` None means that nobody has been there yet.

    ``monitored`` is the stated area as a share of the true one (None: not stated), ``surveyed`` the measured one.
    """

    name: str
    count: int
    list: str
    ground: Ground
    mu: tuple[float, float]
    image: str
    field: Mapping[str, Any] | None
    papers: tuple[PaperPlan, ...] = ()
    pending: Mapping[str, Any] | None = None
    case: str | None = None
    survey: str | None = None
    approval_map: str | None = None
    monitored: float | None = 1.0
    ledger: bool = False
    report: bool = False
    disc: Mapping[str, Any] = field(default_factory=dict)
    surveyed: float | None = 0.975
    parts: tuple[Mapping[str, Any], ...] = ()
    """What the surveyors found on each piece where they drew the pieces; the first takes 60 % of the patch."""


def new(use: str | None, date: str | None, kind: str | None = "enterprise", **more: Any) -> dict[str, Any]:
    """Return a field result: something was built."""
    facts: dict[str, Any] = {
        "ground_state": "new_construction", "actual_use": use, "use_date": date, "user_kind": kind,
        "construction_state": "built", "permanent_structure": True, "field_agrees": True, "photo_count": 3,
        "used_as_approved": True, "approval_forged": False, "approved_within_power": True,
        "unlawful_supply_method": False, "key_project": "none", "separate_site": False, "emergency_use": False,
        "patrol_found": False, "industry_policy_conforms": True, "compensation_paid": True,
        "farmland_balance_done": True,
    }  # fmt: skip
    return facts | more


def nothing(state: str, **more: Any) -> dict[str, Any]:
    """Return a field result: no construction, for one of the other reasons."""
    facts: dict[str, Any] = {
        "ground_state": state, "field_agrees": True, "photo_count": 2, "permanent_structure": False,
        "patrol_found": False, "key_project": "none", "emergency_use": False, "separate_site": False,
    }  # fmt: skip
    return facts | more


def conversion(date: str | None, cover: float = 1.0, **more: Any) -> PaperPlan:
    return PaperPlan("conversion", date, cover, **more)


def expropriation(date: str | None, cover: float = 1.0, **more: Any) -> PaperPlan:
    return PaperPlan("expropriation", date, cover, **more)


def supply(date: str | None, cover: float = 1.0, **more: Any) -> PaperPlan:
    return PaperPlan("supply", date, cover, level=more.pop("level", "county"), **more)


def approved(converted: str, supplied: str, cover: float = 1.0, **more: Any) -> tuple[PaperPlan, ...]:
    """Return conversion, expropriation and supply that cover the same ground."""
    return (
        conversion(converted, cover, **more),
        expropriation(converted, cover, **more),
        supply(supplied, cover, **more),
    )
