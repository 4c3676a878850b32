"""The ledger (整改台账): a line for every patch found unlawful, with its ways; filters, and counts by way and unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.remembering import counted_for
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate
from tuban.workflow.rectification.law import law_of
from tuban.workflow.rectification.models import Way
from tuban.workflow.review.considering import UNLAWFUL
from tuban.workflow.review.models import Finding

PAGE = 50


class Stand(StrEnum):
    """How far the rectification of a patch is: no way is set, in work, declared, accepted on site, done."""

    UNSET = "unset"
    OPEN = "open"
    DECLARED = "declared"
    INSPECTED = "inspected"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the ledger of a campaign. ``holder`` is a post; ``is_mine`` keeps what one's own unit holds."""

    campaign: Campaign
    unit: str = ""
    way: str = ""
    stand: str = ""
    is_late: bool = False
    is_mine: bool = False
    holder: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A patch of the ledger: its finding, and its ways, those set first before the others."""

    patch: Patch
    finding: Finding
    ways: tuple[Way, ...]

    @property
    def stand(self) -> Stand:
        """How far it is: what is least far of its ways."""
        states = {one.state for one in self.ways}
        if not states:
            return Stand.UNSET
        for state, stand in _FARTHEST:
            if state in states:
                return stand
        return Stand.DONE

    def is_late(self, day: date) -> bool:
        """Whether the limit of a way that is in work has passed."""
        return any(is_late(one, day) for one in self.ways)


_FARTHEST = (
    (Way.State.OPEN, Stand.OPEN), (Way.State.DECLARED, Stand.DECLARED), (Way.State.INSPECTED, Stand.INSPECTED),
)  # fmt: skip


@dataclass(slots=True)
class Sums:
    """How many patches a unit or a way has, their areas in 亩, how many are done, late, and proved false."""

    key: str
    title: str
    patches: int = 0
    area_mu: Decimal = Decimal(0)
    cultivated_mu: Decimal = Decimal(0)
    unset: int = 0
    done: int = 0
    late: int = 0
    false: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the ledger in the order of patch numbers; ``next`` is the identity that the page after it begins
    behind."""

    lines: tuple[Line, ...]
    total: int
    next: UUID | None = None


def is_late(way: Way, day: date) -> bool:
    """Whether a way is in work past its last day."""
    return way.state == Way.State.OPEN and way.due_on is not None and way.due_on < day


def _standing(**more: object) -> QuerySet[Way]:
    return Way.objects.filter(patch=OuterRef("pk"), finding__is_current=True, **more).exclude(
        state=Way.State.WITHDRAWN
    )  # fmt: skip


def rows_of(by: Acting, asked: Asked) -> QuerySet[Patch]:
    """Return the patches of the ledger that fit."""
    rows = patches_of_campaign(by, asked.campaign.pk).filter(fate=Fate.ACTIVE, finding=UNLAWFUL)
    if asked.text:
        rows = rows.filter(number__contains=asked.text)
    if asked.unit:
        rows = rows.filter(Q(managed_code=asked.unit) | Q(managed_code="", township_code=asked.unit))
    if asked.way:
        rows = rows.filter(Exists(_standing(way=asked.way)))
    if asked.holder is not None:
        rows = rows.filter(Exists(_standing(holder=asked.holder)))
    if asked.is_mine:
        rows = rows.filter(Exists(_standing(holder__unit=by.post.unit_id, **_own_department(by))))
    if asked.is_late:
        rows = rows.filter(Exists(_standing(state=Way.State.OPEN, due_on__lt=timezone.localdate())))
    return rows.filter(_stands(asked.stand)) if asked.stand else rows


def count_rows(by: Acting, asked: Asked) -> int:
    """Return how many patches of the ledger fit; texts are searched by :func:`rows_of`."""
    return counted_for(by, ("ledger", asked), lambda: rows_of(by, asked))


def _own_department(by: Acting) -> dict[str, object]:
    return {"holder__department": by.post.department_id} if by.post.department_id else {}


def _stands(stand: str) -> Q:
    if stand == Stand.UNSET:
        return Q(~Exists(_standing()))
    conditions: dict[str, Q] = {
        Stand.OPEN: Q(Exists(_standing(state=Way.State.OPEN))),
        Stand.DECLARED: Q(Exists(_standing(state=Way.State.DECLARED))) & Q(~Exists(_standing(state=Way.State.OPEN))),
        Stand.INSPECTED: Q(Exists(_standing(state=Way.State.INSPECTED)))
        & Q(~Exists(_standing(state__in=(Way.State.OPEN, Way.State.DECLARED)))),
        Stand.DONE: Q(Exists(_standing())) & Q(~Exists(_standing(state__in=[state for state, _stand in _FARTHEST]))),
    }
    found = next((condition for name, condition in conditions.items() if name == stand), None)
    return found if found is not None else Q(pk__in=[])


def lines_of(rows: QuerySet[Patch]) -> list[Line]:
    """Return patches with their finding and ways, in the order of the rows."""
    ways = (
        Way.objects.filter(finding__is_current=True).exclude(state=Way.State.WITHDRAWN)
        .select_related("holder__unit", "holder__department").prefetch_related("suspensions")
    )  # fmt: skip
    current = Finding.objects.filter(is_current=True).defer("reasons", "text")
    rows = rows.select_related("campaign").defer("geometry", "issued").prefetch_related(
        Prefetch("ways", ways, to_attr="standing"), Prefetch("findings", current, to_attr="taken")
    )  # fmt: skip
    lines = []
    for patch in rows:
        finding = patch.taken[0]
        finding.patch = patch
        for way in patch.standing:
            way.patch = patch
        lines.append(Line(patch, finding, tuple(patch.standing)))
    return lines


def ledger(by: Acting, asked: Asked, *, after: UUID | None = None, limit: int = PAGE) -> Page:
    """Return a page of the ledger."""
    rows = rows_of(by, asked)
    total = rows.count()
    behind = rows.filter(uuid=after).values_list("number", "part_number", "pk").first() if after else None
    if behind is not None:
        number, part, key = behind
        later_part = Q(number=number) & (Q(part_number__gt=part) | Q(part_number=part, pk__gt=key))
        rows = rows.filter(Q(number__gt=number) | later_part)
    lines = lines_of(rows.order_by(*BY_NUMBER)[: limit + 1])
    shown = lines[:limit]
    return Page(tuple(shown), total, shown[-1].patch.uuid if len(lines) > limit else None)


def line_of(patch: Patch) -> Line | None:
    """Return the line of one patch; None where it was not found unlawful."""
    found = lines_of(Patch.objects.filter(pk=patch.pk, finding=UNLAWFUL, findings__is_current=True))
    return found[0] if found else None


def stands_of(by: Acting, asked: Asked) -> dict[Stand, int]:
    """Return how many patches stand where, whatever is asked of that."""
    rows = rows_of(by, Asked(asked.campaign, asked.unit, asked.way, "", asked.is_late, asked.is_mine, asked.holder,
                             asked.text))  # fmt: skip
    return {stand: rows.filter(_stands(stand)).count() for stand in Stand}


def late_count(by: Acting, campaign: Campaign) -> int:
    """Return how many patches have a way past its last day."""
    return rows_of(by, Asked(campaign, is_late=True)).count()


def by_way(by: Acting, campaign: Campaign) -> list[Sums]:
    """Return the sums of every way, in the order of the lawbook; the patches without one come last."""
    day, law = timezone.localdate(), law_of(campaign)
    rows = rows_of(by, Asked(campaign))
    ways = Way.objects.filter(patch__in=rows.values("pk"), finding__is_current=True).exclude(state=Way.State.WITHDRAWN)
    told = ways.order_by().values("way").annotate(
        patches=Count("pk"), area=Sum("patch__area_mu"), cultivated=Sum("patch__cultivated_mu"),
        done=Count("pk", filter=Q(state=Way.State.SIGNED)),
        late=Count("pk", filter=Q(state=Way.State.OPEN, due_on__lt=day)), false=Sum("false_count"),
    )  # fmt: skip
    found = {
        one["way"]: Sums(
            one["way"], law.routes[one["way"]].title if one["way"] in law.routes else one["way"], one["patches"],
            one["area"] or Decimal(0), one["cultivated"] or Decimal(0), 0, one["done"], one["late"], one["false"] or 0,
        )
        for one in told
    }  # fmt: skip
    return [found[name] for name in law.routes if name in found]


def by_unit(by: Acting, campaign: Campaign) -> list[Sums]:
    """Return the sums of every township or zone, in the order of their codes."""
    day = timezone.localdate()
    sums: dict[str, Sums] = {}
    rows = rows_of(by, Asked(campaign)).order_by().annotate(
        has_way=Exists(_standing()), is_open=Exists(_standing(state__in=[state for state, _stand in _FARTHEST])),
        is_past=Exists(_standing(state=Way.State.OPEN, due_on__lt=day)),
    )  # fmt: skip
    names = dict(rows.values_list("township_code", "township_name"))
    told = rows.values_list(
        "managed_code", "township_code", "area_mu", "cultivated_mu", "has_way", "is_open", "is_past"
    )
    for managed, township, area, cultivated, has_way, is_open, is_past in told:
        code = managed or township
        one = sums.setdefault(code, Sums(code, names.get(code, "")))
        one.patches += 1
        one.area_mu += area or 0
        one.cultivated_mu += cultivated or 0
        one.unset += not has_way
        one.done += has_way and not is_open
        one.late += is_past
    for code, number in _false_of(rows).items():
        sums[code].false += number
    return [sums[code] for code in sorted(sums)]


def _false_of(rows: QuerySet[Patch]) -> dict[str, int]:
    told = Way.objects.filter(patch__in=rows.values("pk"), false_count__gt=0).values_list(
        "patch__managed_code", "patch__township_code", "false_count"
    )
    counted: dict[str, int] = {}
    for managed, township, number in told:
        code = managed or township
        counted[code] = counted.get(code, 0) + number
    return counted


def total_of(sums: Iterable[Sums], title: str) -> Sums:
    """Return the sum of sums."""
    whole = Sums("", title)
    for one in sums:
        whole.patches += one.patches
        whole.area_mu += one.area_mu
        whole.cultivated_mu += one.cultivated_mu
        whole.unset += one.unset
        whole.done += one.done
        whole.late += one.late
        whole.false += one.false
    return whole
