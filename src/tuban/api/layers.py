"""Reference layers: their editions, what rests on each, and what a newer one would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.jobs import JobOut, job_out
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.comparison.actions import answer_would_differ, ask_what_would_differ
from tuban.workflow.comparison.queries import what_rests_on_each, would_differ_seen_by
from tuban.workflow.comparison.uploaded import deliver_file, deliver_newer
from tuban.workflow.layers.actions import describe_edition
from tuban.workflow.layers.queries import editions_seen_by
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["layers"])
_MOST = 2**62
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that you saw.")]


class EditionOut(Schema):
    """One edition of a layer of a division. It never changes; a later one replaces it."""

    id: UUID
    area_code: str
    role: str
    list: str
    title: str
    edition: str
    as_of: str
    source_file: str
    source_checksum: str
    checksum: str
    rows: int
    size: int
    epsg: int
    bounds: Sequence[float] | None = Field(description="Degrees: west, south, east, north.")
    has_geometry: bool
    is_image: bool
    arrived_at: datetime
    replaced_by_id: UUID | None
    resting_comparisons: int = Field(description="Current comparisons that rest on it.")
    resting_patches: int
    version: int


class DescribeIn(Schema):
    """What an edition is called."""

    version: Version
    title: str = Field(min_length=1, max_length=120)
    name: str = Field("", max_length=80)
    as_of: str = Field("", max_length=10)


class NewerIn(Schema):
    """What a delivered file is called, the day its data are of, and why it comes."""

    title: str = Field(min_length=1, max_length=80)
    as_of: date | None = None
    reason: str = Field(min_length=1, max_length=200)

    @property
    def words(self) -> dict[str, Any]:
        """What the delivery is told of it."""
        return {"title": self.title, "as_of": str(self.as_of or ""), "reason": self.reason}


class DeliverIn(NewerIn):
    """The same, with the campaign that it is delivered into and what it is for."""

    campaign: UUID
    role: str = Field(min_length=1, max_length=40, description="As the manifest of a disc names it.")


class WouldDifferOut(Schema):
    """A patch of which something else would be proposed: old beside new, until a person says what counts."""

    id: int
    patch: UUID
    patch_title: str
    patch_version: int = Field(description="Sent back with the answer.")
    because: str
    edition: UUID | None
    old: Any
    new: Any
    found_at: datetime
    answer: str
    reason: str


class WouldDifferPage(Schema):
    """A page, the newest first; ``next`` is the cursor of the page after it, null on the last."""

    items: list[WouldDifferOut]
    next: int | None


class WouldDifferIn(Schema):
    """Whether the new pre-judgement counts, or the old one stays. ``version`` is that of the patch."""

    answer: str = Field(pattern="^(taken|kept)$")
    version: Version
    reason: str = Field(min_length=1, max_length=200)


def _edition(row: Any, resting: Any) -> EditionOut:
    return EditionOut.model_validate(
        {name: getattr(row, name) for name in EditionOut.model_fields if not name.startswith("resting_")}
        | {"resting_comparisons": resting.comparisons, "resting_patches": resting.patches}
    )


def _would_differ(row: Any) -> WouldDifferOut:
    return WouldDifferOut(
        id=row.pk, patch=row.patch.uuid, patch_title=str(row.patch), patch_version=row.patch.version,
        because=row.because, edition=row.edition_id, old=row.old, new=row.new, found_at=row.found_at,
        answer=row.answer, reason=row.reason,
    )  # fmt: skip


@router.get("/layers", response={200: list[EditionOut], **PROBLEMS}, summary=_("Editions of layers"))
def layers(
    request: HttpRequest,
    role: Annotated[str, Query(max_length=40)] = "",
    is_current: Annotated[bool, Query(description="Only those that nothing has replaced.")] = True,
) -> list[EditionOut]:
    """Return the editions by role, with what rests on each."""
    rows = editions_seen_by(by(request)).order_by("role", "list", "source_file", "-arrived_at")
    if role:
        rows = rows.filter(role=role)
    shown = list(rows.filter(replaced_by__isnull=True) if is_current else rows)
    resting = what_rests_on_each(shown)
    return [_edition(one, resting[one.pk]) for one in shown]


@router.get("/layers/{edition}", response={200: EditionOut, **PROBLEMS}, summary=_("One edition of a layer"))
def layer(request: HttpRequest, edition: UUID) -> EditionOut:
    """Return an edition with its fingerprints and what rests on it."""
    row = found(request, editions_seen_by(by(request)), edition, _("edition of a layer"))
    return _edition(row, what_rests_on_each([row])[row.pk])


@router.post("/layers", response={202: JobOut, **PROBLEMS}, summary=_("Deliver a layer"))
def deliver(
    request: HttpRequest, given: Form[DeliverIn], file: Annotated[UploadedFile, File()], key: Key = None
) -> HttpResponse:
    """Deliver a file that stands beside the layers of its role. It is checked like a layer of a disc."""
    acting = by(request, Scope.WRITE)

    def deed() -> JobOut:
        campaign = campaign_for(acting, given.campaign)
        return job_out(deliver_file(campaign, by=acting, file=file, role=given.role, **given.words))

    return done(request, key, deed, status=202)


@router.post("/layers/{edition}/newer", response={202: JobOut, **PROBLEMS}, summary=_("Deliver a newer edition"))
def deliver_in_its_place(
    request: HttpRequest, edition: UUID, given: Form[NewerIn], file: Annotated[UploadedFile, File()], key: Key = None
) -> HttpResponse:
    """Deliver a file in the place of an edition. Nothing is judged anew: what it would change is listed."""
    acting = by(request, Scope.WRITE)

    def deed() -> JobOut:
        row = found(request, editions_seen_by(acting), edition, _("edition of a layer"))
        return job_out(deliver_newer(row, by=acting, file=file, **given.words))

    return done(request, key, deed, status=202)


@router.post("/layers/{edition}/describe", response={200: EditionOut, **PROBLEMS}, summary=_("Correct its words"))
def describe(request: HttpRequest, edition: UUID, given: DescribeIn, key: Key = None) -> HttpResponse:
    """Correct what an edition is called; its content never changes."""
    acting = by(request, Scope.WRITE)

    def deed() -> EditionOut:
        row = found(request, editions_seen_by(acting), edition, _("edition of a layer"))
        kept = describe_edition(
            row, by=acting, expected_version=given.version, title=given.title, name=given.name, as_of=given.as_of
        )
        return _edition(kept, what_rests_on_each([kept])[kept.pk])

    return done(request, key, deed)


@router.post(
    "/layers/{edition}/would-differ", response={202: JobOut, **PROBLEMS}, summary=_("Ask what it would change")
)
def ask(request: HttpRequest, edition: UUID, key: Key = None) -> HttpResponse:
    """Ask for the list of patches of which this edition would say something else; nothing is judged anew."""
    acting = by(request, Scope.WRITE)

    def deed() -> JobOut:
        row = found(request, editions_seen_by(acting), edition, _("edition of a layer"))
        return job_out(ask_what_would_differ(row, by=acting))

    return done(request, key, deed, status=202)


@router.get("/would-differ", response={200: WouldDifferPage, **PROBLEMS}, summary=_("What would differ"))
def would_differ(
    request: HttpRequest,
    answer: Annotated[str, Query(pattern="^(open|taken|kept|)$")] = "open",
    below: Annotated[int | None, Query(ge=0, le=_MOST, description="The ``next`` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> WouldDifferPage:
    """Return the patches of which something else would be proposed, with their answers."""
    rows = would_differ_seen_by(by(request)).order_by("-pk")
    if answer:
        rows = rows.filter(answer=answer)
    if below is not None:
        rows = rows.filter(pk__lt=below)
    shown = list(rows[: limit + 1])
    more = len(shown) > limit
    return WouldDifferPage(
        items=[_would_differ(one) for one in shown[:limit]], next=shown[limit - 1].pk if more else None
    )


@router.post("/would-differ/{number}", response={200: WouldDifferOut, **PROBLEMS}, summary=_("Say what counts"))
def tell(
    request: HttpRequest, number: Annotated[int, Path(ge=0, le=_MOST)], given: WouldDifferIn, key: Key = None
) -> HttpResponse:
    """Say whether the new pre-judgement counts or the old one stays; only then is the patch compared anew."""
    acting = by(request, Scope.WRITE)

    def deed() -> WouldDifferOut:
        row = found(request, would_differ_seen_by(acting), number, _("question"))
        told = answer_would_differ(
            row, by=acting, answer=given.answer, expected_version=given.version, reason=given.reason
        )
        return _would_differ(told)

    return done(request, key, deed)
