"""Results that are reported up: the files of a seal, of which those that the level above has are left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tuban.exchange.manifest import Round
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange.contents import Change, Gathered, Say, WrongCampaign, WrongCounty, changes_between
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.queries import is_campaign_shared, last_taken
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.signoff.models import Signature
from tuban.workflow.submission.contents import sealed_files
from tuban.workflow.submission.queries import seal_for
from tuban.workflow.submission.signing import document_of

SIGNATURES = "signatures.json"


class NothingSealed(TubanError):
    """There is nothing to report up: {why}."""

    code = "exchange.nothing_sealed"
    hint = "Name a folder with the files, or seal the campaign first."


class Submission:
    """The content of a package that goes up."""

    is_incremental = True

    def gather(self, given: Mapping[str, Any], by: Acting, scratch: Path, say: Say) -> Gathered:
        """Return the files of a seal (``seal``) or of a ``folder``, of the ``campaign`` of a code."""
        campaign = Campaign.objects.filter(code=given["campaign"], is_practice=by.is_practice).first()
        if campaign is None or not by.answers_for(campaign.area_code):
            raise WrongCampaign(code=given["campaign"], why=_("your unit has no such campaign"))
        say(_("Gathering the files"))
        about: Mapping[str, Any] = {}
        if given.get("seal"):
            files, about = _of_seal(UUID(given["seal"]), campaign, by, scratch)
        else:
            root = Path(given["folder"])
            found = sorted(one for one in root.rglob("*") if one.is_file() and not one.is_symlink())
            files = {one.relative_to(root).as_posix(): one for one in found}
        if not files:
            raise NothingSealed(why=_("no file was found"))
        return Gathered(Round(campaign.code, campaign.title, campaign.area_code), files, about)

    def check(self, package: Package, campaign: Round) -> None:
        """Raise WrongCounty where a unit reports for another, WrongCampaign where nobody here asked for it."""
        peer = package.peer
        inside = any(campaign.area_code.startswith(area.code) for area in package.unit.areas.all())
        if peer is None or not campaign.area_code.startswith(peer.code) or not inside:
            raise WrongCounty(area=campaign.area_code, unit=package.unit.name)
        known = Campaign.objects.filter(code=campaign.code, is_practice=package.unit.is_practice).first()
        if known is not None and known.area_code != campaign.area_code:
            raise WrongCampaign(code=campaign.code, why=_("here it is one of {area}").format(area=known.area_name))
        if known is None and not is_campaign_shared(package):
            raise WrongCampaign(code=campaign.code, why=_("it is not known here, and was never issued to the sender"))

    def difference(self, package: Package, folder: Path) -> list[Change]:
        """Return which files are new, changed, the same or gone since the package before."""
        del folder
        last = last_taken(package)
        before = {one["path"]: one["sha256"] for one in last.manifest["pieces"]} if last is not None else {}
        return changes_between(before, {one["path"]: one["sha256"] for one in package.manifest["pieces"]})

    def take_in(self, package: Package, folder: Path, by: Acting) -> dict[str, Any]:
        """Keep the files in the store; those that were left out lie there already."""
        del by
        for one in package.manifest["pieces"]:
            if not one["is_held"]:
                store.keep(folder / one["path"])
        return {"files": len(package.manifest["pieces"])}


def _of_seal(key: UUID, campaign: Campaign, by: Acting, scratch: Path) -> tuple[Mapping[str, Path], Mapping[str, Any]]:
    """Return the files of a seal and the signatures under it; raises NothingSealed before all have signed."""
    seal = seal_for(by, key)
    if seal is None or seal.campaign_id != campaign.pk:
        raise NothingSealed(why=_("there is no such seal"))
    document = document_of(seal)
    if document is None or document.signed_at is None:
        raise NothingSealed(why=_("not everybody of the chain has signed the seal"))
    told = [_signature(one) for one in document.signatures.filter(withdrawn_at=None, voided_at=None)]
    place = scratch / SIGNATURES
    place.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return {**sealed_files(seal), SIGNATURES: place}, {"seal": seal.digest, "number": seal.number}


def _signature(one: Signature) -> dict[str, str]:
    return {
        "step": one.step_title, "person": one.person_name, "post": one.post_title, "for": one.for_name,
        "answers": one.answers, "at": one.at.isoformat(), "digest": one.digest,
    }  # fmt: skip
