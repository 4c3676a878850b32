"""The load from end to end."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyproj
from django.conf import settings

from tuban.inspect.disc import Disc
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.model import Layer
from tuban.inspect.progress import Progress, silent
from tuban.inspect.run import inspect_disc
from tuban.inspect.survey import GEOGRAPHIC_EPSG
from tuban.kernel.formats.children import Nursery
from tuban.rules.rulebook import Rulebook
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.audit.recording import Actor
from tuban.workflow.campaigns.entering import Stated
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.loading.parts import loaded_parts
from tuban.workflow.comparison.loading.pictures import pictures_of
from tuban.workflow.comparison.loading.preparation import needed_of
from tuban.workflow.comparison.loading.reading import OPENED, DiscIsUnfit, opened_disc, read_opened
from tuban.workflow.comparison.loading.writing import Loaded, Prepared, write
from tuban.workflow.layers.entering import Delivered
from tuban.workflow.organisations.queries import managers_below
from tuban.workflow.patches.arrivals.files import said_of
from tuban.workflow.patches.meanwhile import CampaignLocked
from tuban.workflow.patches.models import Arrival, Patch
from tuban.workflow.patches.states import Fate

__all__ = ["CampaignIsClosed", "DiscIsUnfit", "Loaded", "load_disc", "prepared_anew", "write"]

_IMAGES = frozenset({"image_before", "image_after"})
_JSON = ".json"


class CampaignIsClosed(TubanError):
    """The disc belongs to {campaign}, which is closed."""

    code = "comparison.campaign_is_closed"
    hint = "Nothing of a closed campaign is changed; a later round is a campaign of its own."


def load_disc(
    path: Path,
    *,
    by: Actor,
    work: Path,
    is_practice: bool,
    arrival: Arrival | None = None,
    campaign: Campaign | None = None,
    ends_missing: bool = False,
    on_opened: Callable[[Disc], None] | None = None,
    progress: Progress = silent,
) -> Loaded:
    """Load a disc into its campaign; raises DiscIsUnfit, CampaignIsClosed.

    ``work`` is a folder of this load alone: another attempt with the same folder goes on where the last one ended.
    It is removed when everything is written. ``on_opened`` is told what the disc holds before anything is looked at.
    ``ends_missing`` withdraws the patches of the campaign that the disc does not name: a person said that it is whole.
    """
    work.mkdir(parents=True, exist_ok=True)
    with Nursery() as nursery:
        disc = opened_disc(path, work, progress, nursery, said=said_of(arrival) if arrival is not None else None)
        if on_opened is not None:
            on_opened(disc)
        campaign = campaign or Campaign.objects.filter(code=disc.campaign.id, is_practice=is_practice).first()
        if campaign is not None and campaign.state == Campaign.State.CLOSED:
            raise CampaignIsClosed(campaign=campaign)
        if campaign is not None and campaign.locked_at is not None:
            raise CampaignLocked(unit=campaign.locked_by)
        opened = store.keep(work / OPENED, suffix=_JSON)
        running = _Load(disc, rulebook_of(campaign), opened, work, nursery, progress)
        if campaign is not None and campaign.disc_checksum == running.checksum:
            loaded = _nothing_new(campaign, disc)
        else:
            prepared = running.prepared(is_practice=is_practice)
            loaded = write(
                prepared, by=by, is_practice=is_practice, arrival=arrival, campaign=campaign, ends_missing=ends_missing
            )
    shutil.rmtree(work, ignore_errors=True)
    return loaded


def prepared_anew(campaign: Campaign, opened: str, *, work: Path, progress: Progress = silent) -> Prepared:
    """Compare and judge a campaign anew from what the store keeps of a disc of it (``opened`` is its checksum), as if
    nobody had ever worked on it.

    ``work`` keeps which pictures were cut, so that the next time need not cut them again.
    """
    work.mkdir(parents=True, exist_ok=True)
    with Nursery() as nursery:
        disc = read_opened(store.found(opened, _JSON))
        running = _Load(disc, rulebook_of(None), opened, work, nursery, progress)
        return running.prepared(is_practice=campaign.is_practice)


@dataclass(frozen=True)
class _Load:
    """A disc on its way into the records."""

    disc: Disc
    law: Rulebook
    opened: str
    work: Path
    nursery: Nursery
    progress: Progress

    @property
    def checksum(self) -> str:
        """One checksum for everything on the disc and the lawbook it is judged by."""
        lines = sorted(
            f"{layer.role} {layer.list} {layer.source_file} {layer.path.stem}"
            for layers in self.disc.layers.values()
            for layer in layers
        )
        return hashlib.sha256("\n".join((self.law.edition, *lines)).encode()).hexdigest()

    def prepared(self, *, is_practice: bool) -> Prepared:
        """Do everything that takes long: compare, judge, cut pictures."""
        disc = self.disc
        inspection = inspect_disc(disc, settings.HOME.caches / "layers", self.law, self.progress)
        managers = managers_below(disc.campaign.area_code, is_practice=is_practice)
        found = Prepared(
            stated=self._stated(),
            delivered=[delivered_of(layer) for layers in disc.layers.values() for layer in layers],
            needed=needed_of(disc, self.law, self.nursery),
            parts=loaded_parts(inspection, self.law, edition_words(disc), managers),
            pictures=pictures_of(disc, inspection.parts, work=self.work, progress=self.progress, nursery=self.nursery),
        )
        self.progress(_("Writing everything down"), 0, 0)
        return found

    def _stated(self) -> Stated:
        one = self.disc.campaign
        return Stated(
            code=one.id, title=one.title, year=one.year, area_code=one.area_code, area_name=one.area_name,
            epsg=one.epsg, issuer=one.issuer, issued_on=one.issued_on, lawbook_edition=self.law.edition,
            disc_checksum=self.checksum, opened_checksum=self.opened,
        )  # fmt: skip


def _nothing_new(campaign: Campaign, disc: Disc) -> Loaded:
    count = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).count()
    editions = sum(len(layers) for layers in disc.layers.values())
    return Loaded(campaign.pk, campaign.title, count, same=count, editions=editions)


def delivered_of(layer: Layer) -> Delivered:
    """Return a layer in the store as what a delivery brings."""
    return Delivered(
        role=layer.role,
        list=layer.list,
        title=roles()[layer.role].title,
        edition=layer.edition[:80],
        as_of=layer.as_of[:10],
        source_file=layer.source_file[:300],
        source_checksum=layer.checksum_sha256,
        checksum=layer.path.stem,
        suffix=layer.path.suffix,
        rows=layer.count,
        size=layer.path.stat().st_size,
        epsg=layer.crs_epsg,
        bounds=_degrees(layer),
        has_geometry=layer.has_geometry,
        is_image=layer.role in _IMAGES,
    )


def _degrees(layer: Layer) -> tuple[float, float, float, float] | None:
    if layer.bounds is None:
        return None
    transformer = pyproj.Transformer.from_crs(layer.crs_epsg, GEOGRAPHIC_EPSG, always_xy=True)
    west, south, east, north = transformer.transform_bounds(*layer.bounds)
    return west, south, east, north


def edition_words(disc: Disc) -> dict[str, str]:
    """Return what overlaps call the edition of a role: its file and its edition in words."""
    return {role: _told(layers) for role, layers in disc.layers.items() if layers}


def _told(layers: Sequence[Layer]) -> str:
    return "；".join(
        f"{layer.source_file}（{layer.edition}）" if layer.edition else layer.source_file for layer in layers
    )
