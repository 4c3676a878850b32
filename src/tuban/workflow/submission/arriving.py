"""A seal that came from another installation, entered as a submission of the unit that made it.

From then on it stands before the unit like one that was sent here: the same pages, the same deeds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime

from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level
from tuban.workflow.submission.carried import Carried
from tuban.workflow.submission.changes import between
from tuban.workflow.submission.contents import PATCHES, canonical, number_of, sealed_lines
from tuban.workflow.submission.models import Seal, Station, Submission
from tuban.workflow.submission.telling import tell_came
from tuban.workflow.submission.words import State

_STANDING = (State.UNDER_WAY, State.ACCEPTED)


class SenderNotRegistered(TubanError):
    """{unit} ({code}) is not registered here: a submission is always one of a unit."""

    code = "submission.sender_not_registered"
    hint = "Let the unit be registered under the organisations, then take the package in."


class SealedHere(TubanError):
    """{campaign} is sealed in this installation itself."""

    code = "submission.sealed_here"
    hint = "A campaign has one home: ask the sender which of the two is in use."


class OlderSeal(TubanError):
    """The package brings seal {number} of {campaign}; seal {here} is here already."""

    code = "submission.older_seal"
    hint = "Ask the sender which seal is the last, and take in that one. What is here stays."


class AnotherStands(TubanError):
    """Seal {here} of {campaign} is {state} here: another one is taken in when that came back or was reopened."""

    code = "submission.another_stands"
    hint = "Return or reopen what is here first, with the reason; nothing was overwritten."


def sender_of(carried: Carried, *, is_practice: bool) -> Unit:
    """Return the unit here that a seal is of. Raises SenderNotRegistered."""
    code, name = carried.content["unit"]["code"], carried.content["unit"]["name"]
    rows = Unit.objects.filter(code=code, is_practice=is_practice, closed_on__isnull=True, level=Level.COUNTY)
    found = rows.first()
    if found is None:
        raise SenderNotRegistered(unit=name[:80], code=code[:12])
    return found


def last_here(campaign: Campaign | None) -> Seal | None:
    """Return the newest seal of a campaign that is here; None before the first."""
    if campaign is None:
        return None
    return Seal.objects.filter(campaign=campaign, whole_at__isnull=False).order_by("-number").first()


def demand_comes_next(carried: Carried, campaign: Campaign | None) -> bool:
    """Whether a seal is new here; False where it was entered before. Raises SealedHere, OlderSeal, AnotherStands."""
    if campaign is None:
        return True
    seals = Seal.objects.filter(campaign=campaign)
    if seals.filter(came={}).exists():
        raise SealedHere(campaign=campaign.title)
    if seals.filter(digest=carried.digest, number=carried.number).exists():
        return False
    last = last_here(campaign)
    if last is None:
        return True
    if carried.number <= last.number:
        raise OlderSeal(number=carried.number, campaign=campaign.title, here=last.number)
    sent = Submission.objects.filter(seal=last, state__in=_STANDING).first()
    if sent is not None:
        raise AnotherStands(here=last.number, campaign=campaign.title, state=State(sent.state).label)
    return True


def digests_of_patches(rows: Any) -> dict[str, str]:
    """Return a digest of every patch of a seal by its number."""
    return {number_of(row): hashlib.sha256(canonical(row)).hexdigest()[:16] for row in rows}


def digests_here(campaign: Campaign | None) -> dict[str, str]:
    """Return the same of the newest seal that is here; empty before the first."""
    last = last_here(campaign)
    return digests_of_patches(sealed_lines(last, PATCHES)) if last is not None else {}


def enter(
    carried: Carried, files: Mapping[str, Mapping[str, Any]], *, unit: Unit, sent_by: Mapping[str, str]
) -> Submission:
    """Enter a seal whose ``files`` are kept as a submission that lies with a unit. ``sent_by`` names the peer, its code
    and who made the package. Raises SenderNotRegistered, SealedHere, OlderSeal, AnotherStands."""
    sender = sender_of(carried, is_practice=unit.is_practice)
    campaign = _campaign_of(carried, unit)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not demand_comes_next(carried, campaign):
        return Submission.objects.get(seal__campaign=campaign, seal__digest=carried.digest)
    before = last_here(campaign)
    seal = Seal.objects.create(
        campaign=campaign, unit=sender, number=carried.number, digest=carried.digest, files=dict(files),
        counts=carried.content["counts"], lawbook_edition=carried.content["lawbook"][:64],
        own_values=carried.content["own_values"], whole_at=parse_datetime(carried.sealed_at),
        differences=between(before, carried.rows, files) if before is not None else {},
        came={
            **sent_by, "by": carried.sealed_by[:80], "unit": str(unit.pk), "signatures": list(carried.signatures),
        },
    )  # fmt: skip
    made = Submission.objects.create(seal=seal, campaign=campaign, holder=unit)
    tell_came(Station.objects.create(submission=made, unit=unit))
    return made


def _campaign_of(carried: Carried, unit: Unit) -> Campaign:
    told = carried.content["campaign"]
    cadence = told["cadence"] if told["cadence"] in Campaign.Cadence.values else Campaign.Cadence.SPECIAL
    found, _is_new = Campaign.objects.get_or_create(
        code=told["code"][:60], is_practice=unit.is_practice,
        defaults={
            "title": told["title"][:120], "year": told["year"], "cadence": cadence, "area_code": told["area_code"][:12],
            "area_name": told["area_name"][:60], "epsg": told["epsg"], "issuer": told["issuer"][:120],
            "issued_on": told["issued_on"][:10], "lawbook_edition": carried.content["lawbook"][:64],
            "state": Campaign.State.RUNNING,
        },
    )  # fmt: skip
    return found
