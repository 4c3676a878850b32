"""Earlier photos of the patches of a package, small enough to be taken along: the ghost of a re-shoot (同视角复拍)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.kernel.formats.children import Nursery, Task
from tuban.workflow import store
from tuban.workflow.copies.small import LIMITS, REDUCE
from tuban.workflow.evidence.models import Attachment, Exhibit
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.models import Capture

_MOST = 6
"""So many photos of a patch go along, the newest."""

_SIDE_PX = 1280
"""The longer side of a photo that goes along."""

_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Earlier:
    """A photo that was taken earlier: the file as it came, when, where, looking which way."""

    exhibit: Exhibit
    at: str
    lon: float | None
    lat: float | None
    bearing: float | None
    view: str
    note: str


def earlier_photos(patches: Sequence[Patch]) -> dict[int, list[Earlier]]:
    """Return the newest photos of each patch, by its key; those of a visit with their place and direction."""
    found: dict[int, list[Earlier]] = {}
    seen: set[tuple[int, str]] = set()
    taken = Capture.objects.filter(
        patch__in=patches, kind=Capture.Kind.PHOTO, is_withdrawn=False, exhibit__isnull=False
    ).select_related("exhibit")  # fmt: skip
    for one in taken.order_by("-taken_at"):
        if one.exhibit is None or one.patch_id is None:
            continue
        seen.add((one.patch_id, one.exhibit.checksum))
        told = Earlier(one.exhibit, one.taken_at.isoformat(), one.longitude, one.latitude, one.bearing, one.view,
                       one.note)  # fmt: skip
        found.setdefault(one.patch_id, []).append(told)
    keys = {str(patch.uuid): patch.pk for patch in patches}
    added = Attachment.objects.filter(
        subject_kind="patches.patch", subject_id__in=keys, taken_off_at=None, exhibit__kind=Exhibit.Kind.PHOTO
    ).select_related("exhibit")  # fmt: skip
    for attached in added.order_by("-at"):
        key, exhibit = keys[attached.subject_id], attached.exhibit
        if (key, exhibit.checksum) not in seen:
            seen.add((key, exhibit.checksum))
            told = Earlier(exhibit, attached.at.isoformat(), None, None, None, "", exhibit.note)
            found.setdefault(key, []).append(told)
    return {key: photos[:_MOST] for key, photos in found.items()}


def reduced(
    photos: Mapping[int, Sequence[Earlier]], folder: Path, nursery: Nursery, on_photos: Callable[[int], None]
) -> dict[str, Path]:
    """Return the small picture of each photo by the checksum of its file; one that cannot be drawn stays at home."""
    folder.mkdir(parents=True, exist_ok=True)
    exhibits = {one.exhibit.checksum: one.exhibit for own in photos.values() for one in own}
    paths = {
        checksum: str(store.found(checksum, one.suffix)) for checksum, one in sorted(exhibits.items())
    }  # fmt: skip
    names = list(paths)
    groups = [names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)]
    tasks = [
        Task(REDUCE, {"paths": {name: paths[name] for name in group}, "folder": str(folder), "side": _SIDE_PX}, LIMITS)
        for group in groups
    ]
    made: dict[str, Path] = {}
    for number, outcome in nursery.run_all(tasks):
        on_photos(len(groups[number]))
        if outcome.ending == "done":
            made |= {name: folder / f"{name}.jpg" for name in outcome.answer}
    return made


def as_told(photos: Sequence[Earlier], pictures: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the photos of a patch as docs/reference/field-protocol.md writes them; ``pictures`` are the checksums of
    the small ones."""
    return [
        {
            "sha256": one.exhibit.checksum, "picture": pictures[one.exhibit.checksum], "at": one.at, "lon": one.lon,
            "lat": one.lat, "bearing": one.bearing, "view": one.view, "note": one.note,
        }
        for one in photos
        if one.exhibit.checksum in pictures
    ]  # fmt: skip
