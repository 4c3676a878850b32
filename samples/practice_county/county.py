"""The whole practice county, drawn in one go from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from samples.practice_county.fabric import Fabric, build_fabric
from samples.practice_county.papers import Papers, draw_papers
from samples.practice_county.patches import Patch, dirty_copies, draw_patches
from samples.practice_county.plan import Plan, draw_plan
from samples.practice_county.scenarios import all_scenarios
from samples.practice_county.sites import Sites

SEED = 990101


@dataclass
class County:
    """Land, plan, patches (dirty ones last) and papers; ``is_corrected`` where they are as they were corrected."""

    fabric: Fabric
    plan: Plan
    patches: list[Patch]
    papers: Papers
    is_corrected: bool = False

    @property
    def roads(self) -> list[tuple[str, str, shapely.LineString]]:
        """Kind, name and line of every stretch of road between two junctions."""
        return self.fabric.roads


def draw_county(seed: int = SEED) -> County:
    """Draw everything; the same seed draws the same county to the last digit."""
    streams = _streams(seed)
    fabric = build_fabric(streams[0])
    plan = draw_plan(streams[1], fabric)
    patches = draw_patches(streams[2], fabric, Sites(streams[2], fabric, plan), all_scenarios())
    patches += dirty_copies(patches)
    papers = draw_papers(streams[3], fabric, patches)
    return County(fabric, plan, patches, papers)


def stream_of_papers(seed: int) -> np.random.Generator:
    """Return the random stream that the papers of a seed are drawn from."""
    return _streams(seed)[3]


def _streams(seed: int) -> list[np.random.Generator]:
    return [np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(4)]
