"""Results that are reported up: the files of a seal, of which those that the level above has are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tuban.exchange.manifest import Round
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange.contents import Change, Gathered, Say, WrongCampaign, WrongCounty, changes_between
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.queries import is_campaign_shared, last_taken
from tuban.workflow.organisations.acting import Acting

Sealed = Callable[[str, Acting, Path], tuple[Mapping[str, Path], Mapping[str, Any]]]
"""Returns the files of a seal by their names in the package, and what its manifest says of it besides; made ones are
written below the folder given."""

_SEALED: list[Sealed] = []


class NothingSealed(TubanError):
    """There is nothing to report up: {why}."""

    code = "exchange.nothing_sealed"
    hint = "Name a folder with the files, or seal the campaign first."


def register_seals(sealed: Sealed) -> None:
    """Say how the files of a seal are found: the stage that seals calls it once."""
    _SEALED[:] = [sealed]


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
            if not _SEALED:
                raise NothingSealed(why=_("this edition seals nothing yet"))
            files, about = _SEALED[0](given["seal"], by, scratch)
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
