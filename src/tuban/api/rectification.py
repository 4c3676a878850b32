"""The rectification ledger: its lines, one patch with its ways and declarations, sums, self-checks, phases."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.rectification.actions.setting import latest_examinations, proposed_now
from tuban.workflow.rectification.law import counted, why_none
from tuban.workflow.rectification.phases import progress
from tuban.workflow.rectification.queries.ledger import Asked, by_unit, by_way, is_late, ledger, line_of
from tuban.workflow.rectification.queries.one import declarations_of, entries_of
from tuban.workflow.rectification.self_checks import sheets, units_of

AT_MOST = 200
router = Router(tags=["rectification"])


class WayProposal(Schema):
    """A way that the lawbook proposes."""

    way: str
    title: str
    because: str
    cites: list[str]


class WayOut(Schema):
    """A way of rectification of a patch."""

    id: UUID
    way: str = Field(description="A value of the code list rectification_route.")
    state: str = Field(description="open, declared, inspected, signed or withdrawn.")
    is_proposed: bool
    reason: str
    set_on: date
    due_on: date | None = Field(description="The last day; null while the limit is suspended.")
    is_late: bool
    holder: UUID | None = Field(description="The post that has it now.")
    held_since: date
    false_count: int = Field(description="How often a declaration of it proved false.")
    done_on: date | None


class LedgerLine(Schema):
    """A patch that was found unlawful, with its ways."""

    patch: UUID
    number: str
    part_number: str
    version: int
    unit: str = Field(description="The division code of the township or zone that manages it.")
    township: str
    area_mu: Decimal | None
    cultivated_mu: Decimal | None
    stand: str = Field(description="unset, open, declared, inspected or done.")
    is_late: bool
    ways: list[WayOut]


class LedgerPage(Schema):
    """A page of the ledger in the order of patch numbers; ``next`` is the cursor of the page after it."""

    items: list[LedgerLine]
    total: int
    next: UUID | None


class LedgerAsked(Schema):
    """Which lines."""

    unit: str = Field("", max_length=12)
    way: str = Field("", max_length=40)
    stand: str = Field("", max_length=12)
    late: bool = False
    mine: bool = Field(False, description="Only what your own unit or department holds.")
    after: UUID | None = Field(None, description="The ``next`` of the page before.")
    limit: int = Field(50, ge=1, le=AT_MOST)


class WayLimit(Schema):
    """How the limit of a way was counted."""

    value: int
    unit: str = Field(description="working_day, day or month.")
    started_on: date
    last_day: date | None
    left_out: int = Field(description="Days of suspensions that do not count.")
    suspended_since: date | None
    unknown_years: list[int] = Field(description="Years whose holidays are not published: their weekdays were counted.")


class ExaminationOut(Schema):
    """That another way was examined before demolition."""

    way: str
    is_possible: bool
    text: str
    by_id: UUID
    at: datetime


class InspectionOut(Schema):
    """What was found on site."""

    is_accepted: bool
    persons: list[str]
    looked_on: date
    longitude: float | None
    latitude: float | None
    text: str
    by_id: UUID
    at: datetime


class AcceptanceSignatureOut(Schema):
    """A signature under an acceptance."""

    place: int
    person_name: str
    post_title: str
    answers: str
    digest: str
    at: datetime


class DeclarationOut(Schema):
    """A declaration that a way is done."""

    id: UUID
    way_id: UUID
    unit: UUID
    state: str = Field(description="waiting, accepted, refused, signed, false or reopened.")
    facts: dict[str, Any]
    text: str
    before: UUID | None
    after: UUID | None
    documents: list[str]
    measured_m2: Decimal | None
    digest: str
    by_id: UUID
    at: datetime
    false_because: str
    inspection: InspectionOut | None
    signatures: list[AcceptanceSignatureOut]


class LedgerEntry(Schema):
    """What happened, as it was written."""

    kind: str
    way_id: UUID | None
    text: str
    details: dict[str, Any]
    exhibits: list[str]
    by_id: UUID | None
    at: datetime


class RectificationOut(LedgerLine):
    """The rectification of one patch."""

    proposed: list[WayProposal]
    why_none: str = Field(description="Why nothing is proposed.")
    limits: dict[str, WayLimit] = Field(description="By the identity of the way.")
    examined: list[ExaminationOut]
    declarations: list[DeclarationOut]
    entries: list[LedgerEntry]


class LedgerSums(Schema):
    """Sums of a unit or a way."""

    key: str
    title: str
    patches: int
    area_mu: Decimal
    cultivated_mu: Decimal
    unset: int
    done: int
    late: int
    false: int = Field(description="Declarations that proved false.")


class LedgerSumsOut(Schema):
    """Sums by way and by unit."""

    by_way: list[LedgerSums]
    by_unit: list[LedgerSums]


class SelfCheckOut(Schema):
    """The self-check of a unit with its sums."""

    unit: UUID
    code: str
    name: str
    state: str = Field(description="missing, begun, confirmed or changed.")
    not_confirmed: int
    changed: int = Field(description="Lines that changed since the leader confirmed.")
    plots: int
    self_found: int
    area_mu: Decimal
    cultivated_mu: Decimal
    floor_area_m2: Decimal
    confirmed_at: datetime | None


class GroupProgress(Schema):
    """A township of an acceptance group in a phase."""

    group: str
    unit: UUID
    patches: int
    done: int
    is_late: bool


class PhaseProgressOut(Schema):
    """A phase with its groups."""

    title: str
    begins: date
    ends: date
    when: str = Field(description="over, now or to_come.")
    groups: list[GroupProgress]


def way_out(way: Any) -> WayOut:
    """Return a way as the API tells it."""
    way.is_late = is_late(way, timezone.localdate())
    return WayOut(
        **{name: getattr(way, name) for name in WayOut.model_fields if name not in ("id", "holder")},
        id=way.pk, holder=way.holder_id,
    )  # fmt: skip


def _line(line: Any) -> dict[str, Any]:
    patch = line.patch
    return {
        "patch": patch.uuid, "number": patch.number, "part_number": patch.part_number, "version": patch.version,
        "unit": patch.managed_code or patch.township_code, "township": patch.township_name, "area_mu": patch.area_mu,
        "cultivated_mu": patch.cultivated_mu, "stand": line.stand.value, "is_late": line.is_late(timezone.localdate()),
        "ways": [way_out(one) for one in line.ways],
    }  # fmt: skip


def declaration_out(one: Any) -> DeclarationOut:
    """Return a declaration as the API tells it."""
    looked = getattr(one, "inspection", None)
    return DeclarationOut(
        id=one.pk, way_id=one.way_id, unit=one.unit_id, state=one.state, facts=one.facts, text=one.text,
        before=one.before_id, after=one.after_id, documents=one.documents, measured_m2=one.measured_m2,
        digest=one.digest, by_id=one.by_id, at=one.at, false_because=one.false_because,
        inspection=InspectionOut.from_orm(looked) if looked is not None else None,
        signatures=[AcceptanceSignatureOut.from_orm(each) for each in one.signatures.all()],
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign}/rectification", response={200: LedgerPage, **PROBLEMS}, summary=_("The rectification ledger")
)
def lines(request: HttpRequest, campaign: UUID, asked: Annotated[LedgerAsked, Query()]) -> LedgerPage:
    """Return the patches of your areas that were found unlawful, with their ways."""
    acting = by(request)
    wanted = Asked(campaign_for(acting, campaign), asked.unit, asked.way, asked.stand, asked.late, asked.mine)
    page = ledger(acting, wanted, after=asked.after, limit=asked.limit)
    return LedgerPage(items=[LedgerLine(**_line(one)) for one in page.lines], total=page.total, next=page.next)


@router.get(
    "/campaigns/{campaign}/rectification/sums", response={200: LedgerSumsOut, **PROBLEMS},
    summary=_("Sums of the rectification ledger"),
)  # fmt: skip
def sums(request: HttpRequest, campaign: UUID) -> LedgerSumsOut:
    """Return the sums by way and by unit, false declarations among them."""
    acting = by(request)
    found = campaign_for(acting, campaign)
    return LedgerSumsOut(
        by_way=[LedgerSums.from_orm(one) for one in by_way(acting, found)],
        by_unit=[LedgerSums.from_orm(one) for one in by_unit(acting, found)],
    )


@router.get(
    "/patches/{uuid}/rectification", response={200: RectificationOut | None, **PROBLEMS},
    summary=_("Rectification of a patch"),
)  # fmt: skip
def one(request: HttpRequest, uuid: UUID) -> RectificationOut | None:
    """Return what is proposed, the ways, declarations and everything that happened; null where it was not found
    unlawful."""
    patch = patch_for(by(request), uuid)
    line = line_of(patch)
    if line is None:
        return None
    proposed = proposed_now(line.finding, line.ways)
    return RectificationOut(
        **_line(line),
        proposed=[WayProposal(way=p.way, title=p.title, because=p.because, cites=list(p.cites)) for p in proposed],
        why_none="" if proposed else why_none(line.finding),
        limits={str(way.pk): _limit(way) for way in line.ways},
        examined=[ExaminationOut.from_orm(each) for each in latest_examinations(line.finding).values()],
        declarations=[declaration_out(said) for way in line.ways for said in declarations_of(way)],
        entries=[LedgerEntry.from_orm(entry) for entry in entries_of(patch)],
    )  # fmt: skip


def _limit(way: Any) -> WayLimit:
    found = counted(way)
    return WayLimit(
        value=found.limit.value, unit=found.limit.unit, started_on=found.due.started_on, last_day=found.due.last_day,
        left_out=found.due.left_out, suspended_since=found.due.suspended_since, unknown_years=list(found.unknown_years),
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign}/self-checks", response={200: list[SelfCheckOut], **PROBLEMS},
    summary=_("Self-checks of the units"),
)  # fmt: skip
def self_checks(request: HttpRequest, campaign: UUID) -> list[SelfCheckOut]:
    """Return the self-check of every unit of your areas, those that have not begun among them."""
    acting = by(request)
    return [_self_check(one) for one in sheets(acting, campaign_for(acting, campaign))]


def _self_check(one: Any) -> SelfCheckOut:
    sums = one.sums()
    return SelfCheckOut(
        unit=one.unit.pk, code=one.unit.code, name=one.unit.name, state=one.state, not_confirmed=one.missing,
        changed=len(one.changed), plots=int(sums["plots"]), self_found=int(sums["self_found"]),
        area_mu=sums["area_mu"], cultivated_mu=sums["cultivated_mu"], floor_area_m2=sums["floor_area_m2"],
        confirmed_at=one.check.confirmed_at if one.check else None,
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign}/acceptance-groups", response={200: list[PhaseProgressOut], **PROBLEMS},
    summary=_("Phases with their acceptance groups"),
)  # fmt: skip
def phases(request: HttpRequest, campaign: UUID) -> list[PhaseProgressOut]:
    """Return the phases of a campaign, which group looks at which township, and how far it is."""
    acting = by(request)
    found = campaign_for(acting, campaign)
    return [
        PhaseProgressOut(
            title=phase.phase.title, begins=phase.phase.begins, ends=phase.phase.ends, when=phase.when,
            groups=[
                GroupProgress(group=given.task.group.name, unit=given.task.unit_id, patches=given.sums.patches,
                              done=given.sums.done, is_late=given.is_late)
                for given in phase.assigned
            ],
        )
        for phase in progress(acting, found, units_of(acting, found))
    ]  # fmt: skip
