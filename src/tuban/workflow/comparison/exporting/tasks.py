"""The job that writes patches into a file."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tuban.jobs.work import Run, work
from tuban.values.errors import TubanError
from tuban.values.language import speaking
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.exporting.actions import EXPORT, file_name, place_of
from tuban.workflow.comparison.exporting.kinds import kind_named, write
from tuban.workflow.comparison.exporting.wording import about
from tuban.workflow.comparison.lists import in_portions
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.queries.lists import Filter, filtered

KEPT = timedelta(days=7)
_PORTION = 1 << 20


class PostLost(TubanError):
    """Whoever asked for this file does not hold the post any more under which it was asked for."""

    code = "comparison.post_lost"
    hint = "Ask for it again under a post that you hold."


@work(EXPORT)
def export_patches(
    run: Run, *, asked: dict[str, Any], kind: str, epsg: int | None, total: int, with_mark: bool, campaign_id: str,
    person_id: str, post_id: str, language: str,
) -> dict[str, Any]:  # fmt: skip
    """Write the file: what whoever asked for it sees under that post today. Raises PostLost."""
    by = acting_as(Person.objects.get(pk=person_id), UUID(post_id), on=timezone.localdate())
    if by is None or str(by.post_id) != post_id:
        raise PostLost
    path, chosen = place_of(run.job), kind_named(kind)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget(path.parent)
    wanted = Filter.from_wire(asked)
    campaign = Campaign.objects.filter(pk=campaign_id).first() if campaign_id else None
    rows = in_portions(filtered(by, wanted), with_geometry=chosen.has_places)
    with translation.override(language), speaking("zh_CN" if language.startswith("zh") else "en"):
        words = _("Writing the file")
        told = [0]

        def tell(done: int) -> None:
            told[0] = done
            run.progress(words, done, max(total, done))

        said = about(campaign, wanted, total=total, epsg=epsg)
        write(chosen, path, rows, said, epsg=epsg, with_mark=with_mark, tell=tell)
        name = file_name(chosen)
    return {"name": name, "size": path.stat().st_size, "sha256": _checksum(path), "patches": told[0], "epsg": epsg}


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
    return digest.hexdigest()


def _forget(folder: Path) -> None:
    """Remove files that nobody fetches any more."""
    oldest = (timezone.now() - KEPT).timestamp()
    for old in folder.iterdir():
        if old.stat().st_mtime < oldest:
            old.unlink(missing_ok=True)
