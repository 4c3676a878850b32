"""The disc of a practice county, kept as one ZIP in the folder of the office so that it can arrive anew."""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.arrivals.actions import Announced, begin_arrival, check
from tuban.workflow.patches.models import Arrival


def disc_of(campaign: Campaign) -> Path:
    """Return where the disc of a practice campaign lies, whether it is there or not."""
    folder: Path = settings.HOME.practice
    return folder / f"{campaign.code}.zip"


def is_kept(campaign: Campaign) -> bool:
    """Whether the disc of a practice campaign is kept here."""
    return disc_of(campaign).is_file()


def keep_disc(campaign: Campaign, disc: Path) -> None:
    """Keep the disc (a folder or a ZIP) of a practice campaign, whole or not at all; any other archive is not kept."""
    target = disc_of(campaign)
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


def deliver_disc(campaign: Campaign, *, by: Acting) -> Arrival:
    """Let the kept disc arrive as an upload of a person that is whole, and ask for its check."""
    disc = disc_of(campaign)
    arrival = begin_arrival(by=by, name=campaign.title, announced=[Announced(disc.name, disc.stat().st_size)])
    target = files.uploads_of(arrival)[0].target
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(disc, target)
    check(arrival, by=by)
    return arrival
