"""The sums behind the contradictions (总量对账): by township, patches and findings beside the survey and the quota."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tuban.rules.checks.registry import is_filled, part_key
from tuban.rules.contradictions.sources import Sources
from tuban.rules.fitting import CULTIVATED, WHOLE
from tuban.rules.part_figures import figures_of
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.values.facts import Facts, Unknown

NOTHING = Decimal("0.00")


@dataclass(slots=True)
class Sums:
    """The sums of one township (an empty code: ground that lies in none), areas in 亩; those built as on the cards.

    ``issued`` are patches, ``built`` parts found to be new construction, ``surveyed`` places of the change survey, of
    which ``inside`` lies in patches and ``outside`` in none; ``unmeasured`` counts built parts without an area.
    """

    township_code: str
    issued: int = 0
    issued_mu: Decimal = NOTHING
    built: int = 0
    built_mu: Decimal = NOTHING
    cultivated_mu: Decimal = NOTHING
    unmeasured: int = 0
    surveyed: int = 0
    surveyed_mu: Decimal = NOTHING
    inside_mu: Decimal = NOTHING
    outside_mu: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All townships by code; whether there are two surveys to compare; the quota of the county where it is known."""

    townships: Sequence[Sums]
    has_surveys: bool
    quota_mu: Decimal | None = None
    quota_cultivated_mu: Decimal | None = None
    total: Sums = field(default_factory=lambda: Sums(""))


def reconcile(sources: Sources, rulebook: Rulebook, townships: Sequence[str]) -> Reconciliation:
    """Sum patches, findings and surveyed places by township; ``townships`` have a row whatever lies in them."""
    sums: dict[str, Sums] = {code: Sums(code) for code in townships}
    seen: set[str] = set()
    counted = {e.value for e in rulebook.codelist("finding") if e.get("new_construction") is True}
    parts = [judgement.facts for judgement in sources.judgements]
    for facts, figures in zip(parts, figures_of(parts, AreaUnit.MU), strict=True):
        row = sums.setdefault(_township(facts), Sums(_township(facts)))
        row.issued += part_key(facts)[0] not in seen
        seen.add(part_key(facts)[0])
        row.issued_mu += _mu(facts, "geometry_area")
        if facts["finding"] in counted:
            row.built += 1
            row.unmeasured += not isinstance(facts["counted_area"], Area)
            row.built_mu += figures.get(WHOLE, NOTHING)
            row.cultivated_mu += figures.get(CULTIVATED, NOTHING)
    for place in sources.places or ():
        row = sums.setdefault(place.township_code, Sums(place.township_code))
        row.surveyed += 1
        row.surveyed_mu += place.area.mu
        row.outside_mu += place.unpatched.mu
        row.inside_mu += place.area.mu - place.unpatched.mu
    rows = [sums[code] for code in sorted(sums, key=lambda code: (not code, code))]
    quotas = sources.totals.quotas
    quota = None if isinstance(quotas, Unknown) or len(quotas) != 1 else next(iter(quotas.values()))
    cultivated = quota.cultivated if quota else None
    return Reconciliation(
        rows,
        sources.places is not None,
        quota.area.mu if quota else None,
        cultivated.mu if isinstance(cultivated, Area) else None,
        _total(rows),
    )


def _township(facts: Facts) -> str:
    code = facts["township_code"]
    return str(code) if is_filled(code) else ""


def _mu(facts: Facts, name: str) -> Decimal:
    area = facts[name]
    return area.mu if isinstance(area, Area) else NOTHING


def _total(rows: Sequence[Sums]) -> Sums:
    total = defaultdict[str, Decimal | int](int)
    names = [name for name in Sums.__slots__ if name != "township_code"]
    for row in rows:
        for name in names:
            total[name] += getattr(row, name)
    return Sums("", **{name: total[name] for name in names})  # type: ignore[arg-type]
