"""Every finding a disc can have, with everything that is said about it. ``docs/reference/findings.md`` lists them all.

A finding says what was noticed, how it was recognised and why it matters, what to do, and what happens otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue.coordinates import COORDINATES
from tuban.inspect.disc.catalogue.discs import DISCS
from tuban.inspect.disc.catalogue.entry import Entry
from tuban.inspect.disc.catalogue.files import FILES
from tuban.inspect.disc.catalogue.formats import FORMATS
from tuban.inspect.disc.catalogue.papers import PAPERS
from tuban.inspect.disc.catalogue.patches import PATCHES
from tuban.inspect.disc.catalogue.records import RECORDS
from tuban.inspect.disc.catalogue.shapes import SHAPES

__all__ = ["CATALOGUE", "Entry"]

CATALOGUE: Mapping[str, Entry] = {**DISCS, **PAPERS, **FILES, **FORMATS, **COORDINATES, **RECORDS, **SHAPES,
                                   **PATCHES}  # fmt: skip
