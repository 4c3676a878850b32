"""The last leg: everything into the database, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import Actor, record
from tuban.workflow.campaigns.entering import Needed, Stated, enter_campaign, enter_materials
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.soon import ask_soon
from tuban.workflow.comparison.content import Content
from tuban.workflow.comparison.loading.parts import LoadedPart
from tuban.workflow.comparison.loading.pictures import Pair
from tuban.workflow.comparison.models import Basis, Comparison, Picture
from tuban.workflow.comparison.writing import NOT_COMPARED, basis_of, compare_anew, would_differ
from tuban.workflow.layers.entering import Delivered, enter_editions
from tuban.workflow.layers.readiness import ask_to_make_ready
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.ending import end_documents
from tuban.workflow.patches.entering import EnteredPatches, enter_patches
from tuban.workflow.patches.models import Arrival, Patch, Reissue
from tuban.workflow.patches.states import Fate

_MET, _NOTHING = "overlaps_in_batch", "0"
"""The fact of a patch that rests on the others of its campaign, and its area where there is none."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load changed. Of the patches that people had worked on, ``kept`` stay as they are, ``corrected`` have
    other issued columns or another outline. ``withdrawn`` ended, ``back`` are those that had been withdrawn before."""

    campaign_id: UUID
    title: str
    patches: int
    new: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0
    corrected: int = 0
    undone: int = 0
    withdrawn: int = 0
    back: int = 0
    comparisons: int = 0
    pictures: int = 0
    editions: int = 0
    new_editions: int = 0
    replaced_editions: int = 0

    @property
    def outcome(self) -> dict[str, object]:
        """The same as JSON, for the record of the work."""
        return {**asdict(self), "campaign_id": str(self.campaign_id)}


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is to be written."""

    stated: Stated
    delivered: Sequence[Delivered]
    needed: Sequence[Needed]
    parts: Sequence[LoadedPart]
    pictures: Mapping[str, Pair]


@transaction.atomic
def write(
    prepared: Prepared, *, by: Actor, is_practice: bool, arrival: Arrival | None, campaign: Campaign | None,
    ends_missing: bool = False,
) -> Loaded:  # fmt: skip
    """Write everything, or nothing where something fails. ``ends_missing`` withdraws the patches of the campaign that
    the disc does not name; they stay otherwise."""
    own = enter_campaign(prepared.stated, is_practice=is_practice, campaign=campaign)
    entered = enter_editions(own.area_code, prepared.delivered, is_practice=is_practice)
    ask_to_make_ready(entered.editions)
    enter_materials(own, prepared.needed)
    basis = basis_of(one for one in entered.editions if one.role not in NOT_COMPARED)
    patches = enter_patches(
        own, arrival, [part.issued for part in prepared.parts], by=_person(by, arrival), ends_missing=ends_missing
    )
    end_documents(patches.undone, by=by, because=_("a newer disc of {day} has no such part any more"))
    end_documents(patches.withdrawn, by=by, because=_("its issuer withdrew this patch with the disc of {day}"))
    contents = {part.issued.key: part.content for part in prepared.parts}
    compared = _compare(own, patches, contents, basis)
    would_differ(own, {row: contents[key] for key, row in patches.kept.items() if key in contents}, because=str(own))
    compared += _compare_corrected(patches, basis)
    compared += _compare_neighbours(patches, disc=arrival.name if arrival is not None else str(own), arrival=arrival)
    _audit(patches, by=by)
    pictures = _picture(patches, prepared.pictures)
    loaded = Loaded(
        campaign_id=own.pk,
        title=own.title,
        patches=len(prepared.parts),
        new=len(patches.new),
        changed=len(patches.changed),
        same=len(patches.same),
        kept=len(patches.kept),
        corrected=len(patches.corrected),
        undone=len(patches.undone),
        withdrawn=len(patches.withdrawn),
        back=len(patches.back),
        comparisons=compared,
        pictures=pictures,
        editions=len(entered.editions),
        new_editions=len(entered.new),
        replaced_editions=len(entered.replaced),
    )
    if arrival is not None:
        Arrival.objects.filter(pk=arrival.pk).update(
            state=Arrival.State.LOADED, campaign=own, loaded_at=timezone.now(), version=arrival.version + 1
        )
    ask_soon(own)
    record("comparison.load_disc", by=by, subject=subject_of(own), details=loaded.outcome)
    return loaded


def _compare(
    campaign: Campaign, patches: EnteredPatches, contents: Mapping[tuple[str, str], Content], basis: Basis
) -> int:
    """Write a comparison of every patch of which something else is said now, or said on other layers."""
    said = {
        patch: (digest, on)
        for patch, digest, on in Comparison.objects.filter(patch__campaign=campaign, is_current=True).values_list(
            "patch_id", "digest", "basis_id"
        )
    }
    told = [
        (row, contents[key])
        for key, row in patches.loaded.items()
        if said.get(row.pk) != (contents[key].digest, basis.pk)
    ]
    return compare_anew(told, basis)


def _compare_corrected(patches: EnteredPatches, basis: Basis) -> int:
    """Compare what people had worked on anew, with all that they told of it: opinions and findings that rest on what
    was said before are outdated by that, as where a layer is replaced."""
    from tuban.workflow.comparison.comparing import ground_of_basis, say, write_said  # it rests on this package

    rows = list(patches.corrected.values())
    if not rows:
        return 0
    return write_said(say(rows, ground_of_basis(rows[0].campaign, basis)), basis, asked=rows)


def _compare_neighbours(patches: EnteredPatches, *, disc: str, arrival: Arrival | None) -> int:
    """Compare those anew that people had worked on and that meet other patches otherwise now, on the layers that they
    were compared on."""
    from tuban.workflow.comparison.comparing import basis_of_patch, ground_of_basis, say, write_said

    told = Comparison.objects.filter(is_current=True, patch__in=[row.pk for row in patches.kept.values()])
    met = dict(told.annotate(met=KT(f"facts__{_MET}__area")).values_list("patch_id", "met"))
    groups: dict[Basis, list[Patch]] = {}
    for row in patches.near_changed({key for key, overlap in met.items() if overlap != _NOTHING}):
        groups.setdefault(basis_of_patch(row), []).append(row)
    written = 0
    for basis, rows in groups.items():
        was = dict(told.filter(patch__in=[row.pk for row in rows]).values_list("patch_id", f"facts__{_MET}"))
        said = [
            one for one in say(rows, ground_of_basis(rows[0].campaign, basis))
            if one.patch.pk in was and one.content.facts.get(_MET) != was[one.patch.pk]
        ]  # fmt: skip
        written += write_said(said, basis, asked=())
        for one in said:
            patches.reissues.append(
                Reissue.objects.create(patch=one.patch, arrival=arrival, disc=disc[:200], what=Reissue.What.NEIGHBOUR)
            )
    return written


def _person(by: Actor, arrival: Arrival | None) -> Person | None:
    """Return who answers for what a load brings back: who asked for it, else who brought the disc."""
    asked = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    return asked or (arrival.begun_by if arrival is not None else None)


_Was = Reissue.What
_DEEDS: dict[str, str] = {_Was.WITHDRAWN: "patches.withdraw", _Was.BACK: "patches.bring_back"}
_FATES: dict[str, list[Fate]] = {
    _Was.WITHDRAWN: [Fate.ACTIVE, Fate.WITHDRAWN], _Was.BACK: [Fate.WITHDRAWN, Fate.ACTIVE],
    _Was.ENDED: [Fate.ACTIVE, Fate.UNDONE],
}  # fmt: skip
_SAID = frozenset({_Was.CUT_ANEW.value, _Was.ENDED.value, _Was.NEIGHBOUR.value})
"""What the name of the deed does not say."""


def _audit(patches: EnteredPatches, *, by: Actor) -> None:
    """Write what became of every patch into its history, with the disc that says so."""
    for one in patches.reissues:
        changed: dict[str, Any] = {"version": [one.patch.version - 1, one.patch.version]}
        if one.what in _FATES:
            changed["fate"] = [fate.value for fate in _FATES[one.what]]
        details = {"changed": changed, "disc": one.disc, "of_the_issue": one.changed}
        record(
            _DEEDS.get(one.what, "patches.correct"), by=by, subject=subject_of(one.patch), details=details,
            reason=str(_Was(one.what).label) if one.what in _SAID else "",
        )  # fmt: skip


def _picture(patches: EnteredPatches, pictures: Mapping[str, Pair]) -> int:
    rows = [
        Picture(patch=row, when=when, taken_on=taken_on, checksum=checksum, frame=pictures[key[0]].frame)
        for key, row in (patches.loaded | patches.corrected).items()
        if key[0] in pictures
        for when, taken_on, checksum in (
            (Picture.When.BEFORE, row.before_on, pictures[key[0]].before),
            (Picture.When.AFTER, row.after_on, pictures[key[0]].after),
        )
        if checksum
    ]
    Picture.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["patch", "when"], update_fields=["taken_on", "checksum", "frame"],
        batch_size=500,
    )  # fmt: skip
    return len(rows)
