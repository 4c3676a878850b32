"""The layers of a county made ready for comparing, from the editions in the store; the last ones used stay ready."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from uuid import UUID

from django.conf import settings

from tuban.inspect.again import Ground, ground_of
from tuban.inspect.disc import Campaign as DiscCampaign
from tuban.inspect.disc import Disc
from tuban.inspect.disc.model import Layer
from tuban.workflow import store
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.layers.models import Edition

_ALWAYS, _MOST_ROWS = 2, 1_000_000
"""How many grounds stay ready whatever they hold, and how many rows all of them may hold together: a row of the
practice county takes some 0.3 kB of memory, and a city's office turns from county to county with each entry."""
_READY: OrderedDict[tuple[UUID, str, frozenset[UUID]], tuple[Ground, int]] = OrderedDict()
_LOCK = Lock()


def ground_for(campaign: Campaign, editions: Iterable[Edition]) -> Ground:
    """Return the ground of a campaign on some editions; raises ContentLost where the store lacks one."""
    chosen = sorted(editions, key=lambda one: (one.role, one.position, one.source_file))
    law = rulebook_of(campaign)
    key = campaign.pk, law.edition, frozenset(one.pk for one in chosen)
    with _LOCK:
        if key in _READY:
            _READY.move_to_end(key)
            return _READY[key][0]
        ground = ground_of(disc_of(campaign, chosen), settings.HOME.caches / "layers", law)
        _READY[key] = ground, sum(one.rows for one in chosen)
        while len(_READY) > _ALWAYS and sum(rows for _ground, rows in _READY.values()) > _MOST_ROWS:
            _READY.popitem(last=False)
        return ground


def disc_of(campaign: Campaign, editions: Iterable[Edition]) -> Disc:
    """Return the editions as a disc that was opened: the comparison knows no other form."""
    layers: dict[str, list[Layer]] = {}
    for one in editions:
        layers.setdefault(one.role, []).append(layer_of(one))
    return Disc(
        campaign=DiscCampaign(
            id=campaign.code, title=campaign.title, year=campaign.year, area_code=campaign.area_code,
            area_name=campaign.area_name, issuer=campaign.issuer, issued_on=campaign.issued_on, epsg=campaign.epsg,
        ),
        layers={role: tuple(own) for role, own in layers.items()},
        verdict="fit",
    )  # fmt: skip


def layer_of(one: Edition) -> Layer:
    """Return an edition as a layer of a disc that was opened; raises ContentLost."""
    return Layer(
        role=one.role,
        path=store.found(one.checksum, one.suffix),
        source_file=one.source_file,
        edition=one.edition,
        checksum_sha256=one.source_checksum,
        count=one.rows,
        crs_epsg=one.epsg,
        list=one.list,
        as_of=one.as_of,
        has_geometry=one.has_geometry,
    )
