"""The practice county (示范县): its organisations and its disc, in a campaign that anybody may break and reset.

``python -m tuban.site.practice DISC [CORRECTED]`` prepares a migrated database; doing it again changes nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuban.inspect.disc import Disc
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.comparison.loading import Loaded

_ZONE_WORD = "开发区"


class _StandsCorrected(Exception):
    """The practice county stands on its corrected disc: the one that it was founded from is not loaded over it."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(campaign.title)
        self.campaign = campaign


def load_practice(
    disc: Path, corrected: Path | None = None, tell: Callable[[str], None] = print
) -> Loaded | None:  # fmt: skip
    """Found the organisations of the practice county and load its disc; Django must be set up. Says what it does.

    ``corrected`` is the disc that its issuer sends once it was told of the faults: it is kept for the stages that are
    sealed. Returns None, and loads nothing, where the county stands on that one.
    """
    from django.conf import settings

    from tuban.workflow.audit.recording import PRODUCT
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.comparison.loading import load_disc
    from tuban.workflow.organisations.practice import found_practice
    from tuban.workflow.practice.disc import keep_disc, stands_corrected

    work = settings.HOME.work / "practice"
    shutil.rmtree(work, ignore_errors=True)

    def organise(opened: Disc) -> None:
        standing = Campaign.objects.filter(code=opened.campaign.id, is_practice=True).first()
        if standing is not None and stands_corrected(standing):
            raise _StandsCorrected(standing)
        townships = _townships(opened)
        found_practice(townships, zones={name: () for _code, name in townships if name.endswith(_ZONE_WORD)})
        tell(f"{opened.campaign.area_name}：{len(townships)} 个乡镇、开发区")

    told: list[str] = []

    def progress(stage: str, _done: int, _total: int, /) -> None:
        if not told or told[-1] != stage:
            told.append(stage)
            tell(stage)

    loaded = None
    try:
        loaded = load_disc(disc, by=PRODUCT, work=work, is_practice=True, on_opened=organise, progress=progress)
        campaign = Campaign.objects.get(pk=loaded.campaign_id)
        tell(f"{loaded.title}：{loaded.patches} 个图斑（新增 {loaded.new}，变更 {loaded.changed}，未变 {loaded.same}）")
    except _StandsCorrected as stands:
        campaign = stands.campaign
        tell(f"{campaign.title}：现为更正后的光盘，未重新载入")
    keep_disc(campaign, disc)
    if corrected is not None:
        keep_disc(campaign, corrected, is_corrected=True)
    return loaded


def _townships(disc: Disc) -> list[tuple[str, str]]:
    """Return code and name of the townships that the disc has boundaries of."""
    from tuban.inspect.disc.divisions import units_of
    from tuban.inspect.disc.opening import read_boundaries

    return [(one.code, one.name) for one in units_of(read_boundaries(disc.layers.get("boundaries", ())))]


def main(arguments: list[str]) -> None:
    """Load the disc that is named first, and keep the corrected one."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuban.site.settings")
    django.setup()
    load_practice(Path(arguments[0]), Path(arguments[1]) if arguments[1:] else None)


if __name__ == "__main__":
    main(sys.argv[1:])
