"""A supervision is opened, its list fixed, its lot drawn; sheets are sealed; it is closed with its opinion."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import shapely
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.sampling import Chosen
from tuban.values.area import Area
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.gate.boundaries import area_of, boundary_of_points, one_boundary, zone_here
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.supervision import listing
from tuban.workflow.supervision.law import draw_law, finding_titles, law_of
from tuban.workflow.supervision.models import Drawn, Lot, Supervision
from tuban.workflow.supervision.photos import photos_of
from tuban.workflow.supervision.policies import (
    may_note_drawn,
    may_open_supervision,
    may_seal,
    may_supervise,
    may_use_lot,
)  # fmt: skip
from tuban.workflow.supervision.queries import is_visited, lot_of, visitors_for
from tuban.workflow.supervision.telling import tell_sheets
from tuban.workflow.supervision.words import Because, FileState, Purpose


class LotUnfit(TubanError):
    """This cannot be drawn so: {why}."""

    code = "supervision.lot_unfit"
    hint = "Look at the list and at the share that the lawbook asks for."


class SheetUnfit(TubanError):
    """The sheet cannot be sealed: {why}."""

    code = "supervision.sheet_unfit"
    hint = "Fill in what you saw yourself; a sealed sheet is never changed."


class NotYet(TubanError):
    """That is too early: {why}."""

    code = "supervision.not_yet"
    hint = "Finish what is named first."


@action("supervision.open", policy=may_open_supervision)
def open_supervision(campaign: Campaign, *, by: Acting) -> Supervision:
    """Open a supervision of a county's campaign by one's own unit. Raises NotYet where one of it is open."""
    if Supervision.objects.filter(campaign=campaign, unit=by.post.unit, closed_at=None).exists():
        raise NotYet(why=_("a supervision of your unit is under way"))
    return Supervision.objects.create(campaign=campaign, unit=by.post.unit, opened_by=by.person)


@action("supervision.fix_list", policy=may_supervise)
def fix_list(supervision: Supervision, *, by: Acting, share: Fraction) -> Lot:
    """Fix the list that is drawn from and publish the commitment to the secret half of the seed. Raises LotUnfit."""
    law, now = draw_law(supervision.campaign), timezone.now()
    if lot_of(supervision) is not None:
        raise LotUnfit(why=_("its list is fixed already"))
    if not law.share <= share <= 1:
        raise LotUnfit(why=_("the share is below that of the lawbook, or above the whole"))
    rows = listing.results_of(supervision.campaign, law, now)
    if not rows:
        raise LotUnfit(why=_("no patch has a finding yet"))
    secret = secrets.token_hex(32)
    lot = Lot.objects.create(
        supervision=supervision, share=str(share), results=rows, digest=listing.digest_of(rows), secret=secret,
        law=law.kept(), edition=rulebook_of(supervision.campaign).edition,
        commitment=listing.commitment_of(secret), fixed_by=by.person, fixed_at=now,
    )  # fmt: skip
    note(results=len(rows), digest=lot.digest, commitment=lot.commitment)
    return lot


@action("supervision.draw", policy=may_use_lot)
def draw_lot(lot: Lot, *, by: Acting, word: str, word_from: str, visitors: Sequence[Person]) -> Lot:
    """Draw a lot by its secret and a word named in public, and give the sheets to visitors in turn. Raises LotUnfit."""
    Lot.objects.select_for_update().get(pk=lot.pk)
    lot.refresh_from_db()
    word, word_from = word.strip(), word_from.strip()
    if lot.drawn_at is not None:
        raise LotUnfit(why=_("it is drawn already, and is drawn once only"))
    if not word or not word_from:
        raise LotUnfit(why=_("the public word, or where it comes from, is missing"))
    campaign = lot.supervision.campaign
    fit = set(visitors_for(by, campaign).values_list("pk", flat=True))
    if not visitors or any(one.pk not in fit for one in visitors):
        raise LotUnfit(why=_("sheets are given to people of a level above who do not know what is drawn"))
    law = law_of(lot)
    lot.word, lot.word_from, lot.seed = word, word_from, listing.seed_of(lot.secret, word)
    lot.drawn_at = timezone.now()
    found = listing.drawn_from(lot.results, share=Fraction(lot.share), law=law, seed=lot.seed)
    files = listing.files_from(lot.results, law=law, seed=lot.seed)
    taken = [*found.lot, *found.added]
    rows = {row["key"]: row for row in lot.results}
    lot.sizes = {name: sum(rows[one.key]["stratum"] == name for one in found.lot) for name in listing.factors_of(law)}
    lot.shortfalls = [
        {"kind": one.kind, "asked": one.asked, "available": one.available, "purpose": purpose}
        for purpose, draw in ((Purpose.FIELD, found), (Purpose.FILE, files)) for one in draw.shortfalls
    ]  # fmt: skip
    lot.save()
    for purpose, chosen in ((Purpose.FIELD, taken), (Purpose.FILE, files.added)):
        for place, one in enumerate(chosen):
            made = _drawn(lot, rows[one.key], one, place)
            made.purpose = purpose
            made.visitor = visitors[place % len(visitors)] if purpose == Purpose.FIELD else None
            made.save()
    tell_sheets({made.pk: made for made in visitors}.values(), str(lot.pk))
    note(seed=lot.seed, drawn=len(taken), files=len(files.added))
    return lot


def _drawn(lot: Lot, row: dict[str, Any], one: Chosen, place: int) -> Drawn:
    first = {name: Decimal(row[name]) if row[name] else None for name in ("mu", "cultivated_mu")}
    return Drawn(
        lot=lot, patch_id=row["patch"], place=place, stratum=row["stratum"], first_finding=row["finding"],
        because=Because.SHARE if one.because == "share" else Because.QUOTA,
        first_mu=first["mu"], first_cultivated_mu=first["cultivated_mu"],
    )  # fmt: skip


@action("supervision.seal_sheet", policy=may_seal, secrets=("boundary",))
def seal_sheet(
    drawn: Drawn, *, by: Acting, finding: str, mu: Decimal | None, cultivated_mu: Decimal | None, use: str,
    visited_on: date, words: str, did_not_know: bool, boundary: str | shapely.Geometry = "", told_by: str = "",
) -> Drawn:  # fmt: skip
    """Seal what the second visit found, areas in 亩; then its first finding may be seen. ``boundary`` measures the
    area: corners, one a line, or a shape in degrees; ``told_by`` names the entry of a device that seals it. Raises
    SheetUnfit, OutlineUnreadable, BoundaryUnfit."""
    if finding not in finding_titles():
        raise SheetUnfit(why=_("the category is none of the lawbook"))
    if not did_not_know:
        raise SheetUnfit(why=_("whoever knew the first result hands the sheet over to somebody else"))
    if visited_on > timezone.localdate():
        raise SheetUnfit(why=_("the day lies in the future"))
    shape = _measured(boundary, drawn)
    if shape is not None:
        if mu is not None:
            raise SheetUnfit(why=_("the area is measured by its corners or typed, not both"))
        mu = Area.from_m2(area_of(shape, zone_here(shape))).mu
        drawn.boundary = json.loads(shapely.to_geojson(shape))
    if any(one is not None and one < 0 for one in (mu, cultivated_mu)) or (cultivated_mu or 0) > (mu or 0):
        raise SheetUnfit(why=_("the cultivated area is larger than the area, or one is below zero"))
    if finding in law_of(drawn.lot).building and (mu is None or cultivated_mu is None):
        raise SheetUnfit(why=_("the area is missing, or how much of it is cultivated (0 where none is)"))
    drawn.finding, drawn.mu, drawn.cultivated_mu, drawn.use = finding, mu, cultivated_mu, use.strip()
    drawn.visited_on, drawn.words = visited_on, words.strip()
    drawn.sealed_at, drawn.sealed_by = timezone.now(), by.person
    drawn.save()
    note(photos=[one.exhibit.checksum for one in photos_of(drawn)], **({"told_by": told_by} if told_by else {}))
    return drawn


def _measured(boundary: str | shapely.Geometry, drawn: Drawn) -> shapely.Geometry | None:
    if not isinstance(boundary, str):
        return one_boundary([boundary])
    epsg = drawn.lot.supervision.campaign.epsg
    return boundary_of_points(boundary, epsg=epsg) if boundary.strip() else None


@action("supervision.hand_over", policy=may_note_drawn)
def hand_over(drawn: Drawn, *, by: Acting, visitor: Person, reason: str) -> Drawn:
    """Give an open sheet to somebody else. Raises SheetUnfit."""
    if drawn.sealed_at is not None or drawn.purpose != Purpose.FIELD:
        raise SheetUnfit(why=_("it is sealed"))
    if not reason.strip() or not visitors_for(by, drawn.lot.supervision.campaign).filter(pk=visitor.pk).exists():
        raise SheetUnfit(why=_("name somebody of a level above, and why"))
    drawn.visitor = visitor
    drawn.save(update_fields=["visitor"])
    tell_sheets([visitor], f"{drawn.pk}:{visitor.pk}")
    return drawn


@action("supervision.read_file", policy=may_note_drawn)
def read_file(drawn: Drawn, *, by: Acting, state: str, words: str) -> Drawn:
    """Say what reading a drawn file showed. Raises SheetUnfit."""
    if drawn.purpose != Purpose.FILE or state not in FileState.values:
        raise SheetUnfit(why=_("say whether the file is in order"))
    if state != FileState.ORDER and not words.strip():
        raise SheetUnfit(why=_("say what is wrong with the file"))
    drawn.file_state, drawn.words = state, words.strip()
    drawn.sealed_at, drawn.sealed_by = timezone.now(), by.person
    drawn.save()
    return drawn


@action("supervision.close", policy=may_supervise)
def close_supervision(supervision: Supervision, *, by: Acting, opinion: str) -> Supervision:
    """Close a supervision with its opinion. Raises NotYet while a sheet waits or opinions were not exchanged."""
    lot = lot_of(supervision)
    if lot is None or not is_visited(lot):
        raise NotYet(why=_("second visits are not all sealed"))
    if not supervision.meetings.filter(kind="exchange").exists():
        raise NotYet(why=_("opinions were not exchanged with the unit"))
    if not opinion.strip():
        raise NotYet(why=_("the opinion is missing"))
    supervision.opinion, supervision.closed_at = opinion.strip(), timezone.now()
    supervision.save()
    return supervision
