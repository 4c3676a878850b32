"""A campaign as a disc states it, and its preparation register. Called inside the transaction of the load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuban.workflow.campaigns.models import Campaign, Material


@dataclass(frozen=True, slots=True)
class Stated:
    """What a disc states of its campaign."""

    code: str
    title: str
    year: int
    area_code: str
    area_name: str
    epsg: int
    issuer: str
    issued_on: str
    lawbook_edition: str
    disc_checksum: str
    opened_checksum: str


@dataclass(frozen=True, slots=True)
class Needed:
    """A line of the preparation list: what is needed, and what the disc shows of it."""

    item: str
    title: str
    kind: str
    state: Material.State
    lacks: str
    on_disc: str
    keeper: str = ""
    place: str = ""
    note: str = ""


def enter_campaign(stated: Stated, *, is_practice: bool, campaign: Campaign | None = None) -> Campaign:
    """Return the campaign that a disc belongs to, made or brought up to date; one that was in preparation runs now.

    What people set (title, dates, parameters, state closed) stays theirs.
    """
    own = Campaign.objects.select_for_update()
    found = (
        own.filter(pk=campaign.pk).first()
        if campaign is not None
        else own.filter(code=stated.code, is_practice=is_practice).first()
    )
    if found is None:
        return Campaign.objects.create(
            code=stated.code, title=stated.title or stated.code, year=stated.year, area_code=stated.area_code,
            area_name=stated.area_name, epsg=stated.epsg, issuer=stated.issuer, issued_on=stated.issued_on,
            lawbook_edition=stated.lawbook_edition, disc_checksum=stated.disc_checksum,
            opened_checksum=stated.opened_checksum,
            is_practice=is_practice,
            state=Campaign.State.RUNNING,
        )  # fmt: skip
    found.epsg, found.issuer, found.issued_on = stated.epsg, stated.issuer, stated.issued_on
    found.lawbook_edition, found.disc_checksum = stated.lawbook_edition, stated.disc_checksum
    found.opened_checksum = stated.opened_checksum
    if found.state == Campaign.State.PREPARING:
        found.state = Campaign.State.RUNNING
    found.version += 1
    found.save()
    return found


def enter_materials(campaign: Campaign, needed: Sequence[Needed]) -> None:
    """Enter the preparation register. What people registered (state, keeper, place, note) stays theirs."""
    known = {one.item: one for one in campaign.materials.all()}
    new: list[Material] = []
    changed: list[Material] = []
    for position, one in enumerate(needed):
        found = known.get(one.item)
        if found is None:
            new.append(
                Material(
                    campaign=campaign,
                    item=one.item,
                    title=one.title,
                    kind=one.kind,
                    state=one.state,
                    lacks=one.lacks,
                    on_disc=one.on_disc,
                    keeper=one.keeper,
                    place=one.place,
                    note=one.note,
                    position=position,
                )
            )
            continue
        found.title, found.kind, found.position = one.title, one.kind, position
        found.lacks, found.on_disc = one.lacks, one.on_disc
        if found.version == 1:
            found.state, found.keeper, found.place, found.note = one.state, one.keeper, one.place, one.note
        changed.append(found)
    Material.objects.bulk_create(new)
    Material.objects.bulk_update(
        changed, ["title", "kind", "position", "lacks", "on_disc", "state", "keeper", "place", "note"]
    )
