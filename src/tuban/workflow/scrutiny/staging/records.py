"""What the signs are looked for in: the photos and visits of a campaign, as the logs of its devices tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely

from tuban.workflow.survey.sight import Position


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture looks: two fingerprints of 64 bits, its median brightness and its contrast (0 to 255), and what it
    says of its own time."""

    shape: int
    steps: int
    brightness: float
    contrast: float
    camera_at: datetime | None = None
    has_zone: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo. ``visit`` is empty where it belongs to none."""

    id: str
    patch: str
    device: str
    at: datetime
    visit: str = ""
    position: Position | None = None
    bearing: float | None = None
    view: str = ""
    sha256: str = ""
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit of a patch."""

    id: str
    patch: str
    device: str
    begun_at: datetime
    ended_at: datetime | None = None
    begun: Position | None = None
    ended: Position | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is looked at together. ``outlines`` are the patches in degrees."""

    shots: Sequence[Shot]
    stays: Sequence[Stay]
    outlines: Mapping[str, shapely.Geometry]


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that staged work shows. ``shot`` is the photo, empty where it is about the way or the visit; ``about``
    are the values of its sentence."""

    kind: str
    points: int
    patch: str
    visit: str
    shot: str
    about: Mapping[str, Any]
