"""What a level above decided on results that came to it as a package: it goes back to whoever sent them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tuban.exchange.manifest import Round
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange.contents import (
    SHOWN,
    Change,
    Gathered,
    Say,
    WrongCampaign,
    WrongCounty,
    WrongRecipientOfContent,
)
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.queries import sent_before
from tuban.workflow.exchange.words import Brings
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.submission.models import Submission
from tuban.workflow.submission.queries import submission_for
from tuban.workflow.submission.verdicts import Verdict as Decisions
from tuban.workflow.submission.verdicts import apply, demand_fits, read_verdict, verdict_bytes

VERDICT = "verdict.json"


class NothingDecided(TubanError):
    """There is nothing to send back: {why}."""

    code = "exchange.nothing_decided"
    hint = "Accept or return the submission first; then the decision goes back as a package."


class Verdict:
    """The content of a package that tells what was decided."""

    is_incremental = False

    def gather(self, given: Mapping[str, Any], by: Acting, scratch: Path, say: Say) -> Gathered:
        """Return the decisions on a ``submission`` that came from the recipient."""
        say(_("Gathering the files"))
        found = submission_for(by, UUID(given["submission"]))
        if found is None or found.seal.came.get("unit") != str(by.post.unit_id):
            raise NothingDecided(why=_("no such submission came here"))
        if given["to"] != found.seal.came.get("code"):
            raise WrongRecipientOfContent(right=found.seal.came.get("from", ""), code=given["to"])
        if not found.stations.exclude(outcome="").exists():
            raise NothingDecided(why=_("nobody decided on it yet"))
        place = scratch / VERDICT
        place.write_bytes(verdict_bytes(found))
        campaign = found.campaign
        about = {"seal": found.seal.digest, "number": found.seal.number, "state": found.state}
        return Gathered(Round(campaign.code, campaign.title, campaign.area_code), {VERDICT: place}, about)

    def check(self, package: Package, campaign: Round) -> None:
        """Raise WrongCounty where the sender is not above us, WrongCampaign where no such seal was sent to it."""
        peer = package.peer
        inside = any(campaign.area_code.startswith(area.code) for area in package.unit.areas.all())
        if peer is None or not campaign.area_code.startswith(peer.code) or not inside:
            raise WrongCounty(area=campaign.area_code, unit=package.unit.name)
        known = Campaign.objects.filter(code=campaign.code, is_practice=package.unit.is_practice).first()
        if known is None or known.area_code != campaign.area_code:
            raise WrongCampaign(code=campaign.code, why=_("it is not known here"))
        _submission_of(package)

    def difference(self, package: Package, folder: Path) -> list[Change]:
        """Return what was decided that is not known here, and which patches it names."""
        verdict, found = _verdict(package, folder), _submission_of(package)
        if _is_past(found):
            return [Change("past", len(verdict.decisions), (str(found.seal),))]
        fresh = demand_fits(verdict, found)
        told = [
            Change(outcome, len(units), units[:SHOWN])
            for outcome in ("accepted", "returned", "reopened")
            if (units := tuple(one.unit for one in fresh if one.outcome == outcome))
        ]
        pins = [pin.number for one in fresh for pin in one.pinned]
        return [*told, Change("pinned", len(pins), tuple(pins[:SHOWN]))]

    def take_in(self, package: Package, folder: Path, by: Acting) -> dict[str, Any]:
        """Let the submission stand as was decided; what comes after a later seal went up changes nothing."""
        found = _submission_of(package)
        if not _is_past(found):
            apply(_verdict(package, folder), found, by=by)
        return {"submission": str(found.pk), "campaign": str(found.campaign_id)}

    def sent(self, package: Package, given: Mapping[str, Any], by: Acting) -> None:
        """Nothing of here depends on it."""

    def answered(self, package: Package) -> None:
        """Nothing of here depends on it."""


def _verdict(package: Package, folder: Path) -> Decisions:
    paths = [one["path"] for one in package.manifest["pieces"]]
    made = read_verdict((folder / VERDICT).read_bytes() if paths == [VERDICT] else b"")
    if made.digest != package.manifest["about"].get("seal"):
        raise WrongCampaign(code=package.campaign_code, why=_("it decides on another seal than the package says"))
    return made


def _submission_of(package: Package) -> Submission:
    """Return the submission here that a package decides on: one that went to its sender. Raises WrongCampaign."""
    digest = str(package.manifest["about"].get("seal", ""))
    went = package.peer is not None and any(
        one.manifest.get("about", {}).get("seal") == digest
        for peer in package.unit.exchange_peers.filter(code=package.peer.code)
        for one in sent_before(peer, Brings.SUBMISSION, package.campaign_code)
    )
    rows = Submission.objects.filter(
        seal__digest=digest, campaign__code=package.campaign_code, campaign__is_practice=package.unit.is_practice
    )  # fmt: skip
    found = rows.select_related("campaign", "seal__unit").first() if went else None
    if found is None:
        raise WrongCampaign(code=package.campaign_code, why=_("no such seal was sent to its sender"))
    return found


def _is_past(submission: Submission) -> bool:
    """Whether a later seal went up since."""
    rows = Submission.objects.filter(campaign=submission.campaign_id)
    return rows.filter(seal__number__gt=submission.seal.number).exists()
