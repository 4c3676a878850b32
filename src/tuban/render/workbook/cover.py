"""What the workbook says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Cover:
    """Whose forms these are, of which campaign, from which data and law.

    ``unit_name`` is the reporting unit (填报单位). ``as_of`` dates the document. ``edition`` is the lawbook's edition,
    ``disc_checksum`` the SHA-256 of the disc. ``citations`` gives ids of instruments as officials write them.
    """

    campaign_title: str
    unit_name: str
    as_of: date
    campaign_id: str = ""
    edition: str = ""
    disc_checksum: str = ""
    citations: Mapping[str, str] = field(default_factory=dict)
