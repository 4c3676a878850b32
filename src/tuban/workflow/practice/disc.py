"""The discs of a practice county, each kept as one ZIP in the folder of the office so that it can arrive anew: as it
was issued, and as its issuer corrected it."""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.db import transaction

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.arrivals.actions import Announced, begin_arrival, check
from tuban.workflow.patches.models import Arrival


def disc_of(campaign: Campaign, *, is_corrected: bool = False) -> Path:
    """Return where a disc of a practice campaign lies, whether it is there or not."""
    folder: Path = settings.HOME.practice
    return folder / f"{campaign.code}{'-corrected' if is_corrected else ''}.zip"


def is_kept(campaign: Campaign, *, is_corrected: bool = False) -> bool:
    """Whether a disc of a practice campaign is kept here."""
    return disc_of(campaign, is_corrected=is_corrected).is_file()


def keep_disc(campaign: Campaign, disc: Path, *, is_corrected: bool = False) -> None:
    """Keep a disc (a folder or a ZIP) of a practice campaign, whole or not at all; any other archive is not kept."""
    target = disc_of(campaign, is_corrected=is_corrected)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    if disc.is_dir():
        with ZipFile(draft, "w", ZIP_STORED) as archive:
            for path in sorted(one for one in disc.rglob("*") if one.is_file()):
                archive.write(path, Path(disc.name) / path.relative_to(disc))
    elif disc.suffix.lower() == ".zip":
        shutil.copyfile(disc, draft)
    else:
        return
    draft.replace(target)


def deliver_disc(campaign: Campaign, *, by: Acting, is_corrected: bool = False) -> Arrival:
    """Let a kept disc arrive as an upload of a person that is whole, and ask for its check."""
    disc = disc_of(campaign, is_corrected=is_corrected)
    arrival = begin_arrival(by=by, name=campaign.title, announced=[Announced(disc.name, disc.stat().st_size)])
    target = files.uploads_of(arrival)[0].target
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(disc, target)
    check(arrival, by=by)
    return arrival


def set_aside(campaign: Campaign) -> None:
    """Remember what the store keeps of the disc as it was issued, before the corrected one takes its place."""
    place = _aside(campaign)
    if not place.is_file():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.write_text(campaign.opened_checksum, encoding="utf-8")


def put_back(campaign: Campaign) -> None:
    """Let a campaign stand on its disc as it was issued again; inside a transaction, which saves the campaign."""
    campaign.opened_checksum = issued_content(campaign)
    transaction.on_commit(lambda: _aside(campaign).unlink(missing_ok=True))


def issued_content(campaign: Campaign) -> str:
    """Return the checksum of what the store keeps of the disc as it was issued."""
    place = _aside(campaign)
    return place.read_text("utf-8").strip() if place.is_file() else campaign.opened_checksum


def stands_corrected(campaign: Campaign) -> bool:
    """Whether a campaign stands on its corrected disc."""
    return issued_content(campaign) != campaign.opened_checksum


def _aside(campaign: Campaign) -> Path:
    return disc_of(campaign).with_suffix(".issued")
