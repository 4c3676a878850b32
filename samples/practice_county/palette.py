"""What bare ground looks like from above: colours by land class and season, plots and their banks, texture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from samples.practice_county.fabric import Fabric

Floats = NDArray[np.float32]

# Class → colour before (autumn 2023) and after (late summer 2024), plot width in metres (0: undivided), canopy.
LOOKS: dict[str, tuple[tuple[int, int, int], tuple[int, int, int], float, float]] = {
    "0101": ((150, 142, 92), (92, 122, 66), 26, 0.05),
    "0102": ((128, 126, 88), (106, 124, 74), 20, 0.08),
    "0103": ((152, 132, 100), (124, 122, 80), 17, 0.10),
    "0201": ((92, 104, 66), (84, 104, 62), 0, 0.55),
    "0202": ((80, 98, 62), (74, 98, 58), 5, 0.25),
    "0301": ((58, 74, 50), (52, 76, 46), 0, 1.0),
    "0305": ((82, 92, 62), (76, 96, 58), 0, 0.75),
    "0307": ((90, 98, 66), (82, 100, 60), 0, 0.6),
    "0404": ((134, 128, 90), (112, 120, 76), 0, 0.3),
    "1207": ((148, 142, 132), (146, 142, 130), 0, 0.4),
    "1101": ((78, 94, 90), (84, 100, 92), 0, 0.0),
    "1103": ((52, 74, 78), (50, 76, 78), 0, 0.0),
    "1104": ((66, 84, 78), (62, 84, 76), 0, 0.0),
    "1107": ((84, 98, 84), (80, 100, 80), 0, 0.0),
    "1202": ((150, 144, 126), (146, 144, 124), 0, 0.1),
    "0702": ((132, 128, 112), (118, 122, 98), 0, 0.45),
    "0701": ((138, 136, 128), (134, 136, 124), 0, 0.25),
    "0601": ((156, 152, 144), (158, 154, 146), 0, 0.1),
    "05H1": ((150, 148, 142), (150, 148, 142), 0, 0.1),
    "1003": ((140, 140, 138), (142, 142, 140), 0, 0.0),
    "1004": ((148, 146, 142), (148, 146, 142), 0, 0.0),
    "1006": ((172, 164, 146), (166, 160, 142), 0, 0.0),
    "1001": ((112, 108, 104), (112, 108, 104), 0, 0.0),
    "1201": ((146, 138, 112), (132, 134, 100), 0, 0.25),
}
FALLBACK = {"0508": "0601", "08H1": "05H1", "08H2": "05H1", "0810": "0307", "0201K": "0201", "1104K": "1104"}
WATER = ("1101", "1103", "1104", "1104K", "1107")
EDGE = 1024


@dataclass(frozen=True)
class Textures:
    """Endless random patterns of EDGE pixels: soft clouds, mottle, grain, tree crowns lit from the south-east."""

    soft: Floats
    mottle: Floats
    grain: Floats
    crowns: Floats

    def window(self, left: int, top: int, shape: tuple[int, int]) -> Textures:
        """Return the part of the patterns that belongs to a place."""
        rows = (np.arange(shape[0]) + top) % EDGE
        columns = (np.arange(shape[1]) + left) % EDGE
        parts = (t.take(rows, axis=0).take(columns, axis=1) for t in (self.soft, self.mottle, self.grain, self.crowns))
        return Textures(*parts)


@dataclass(frozen=True)
class Ground:
    """For each parcel its colours in both seasons, the lie and size of its plots, and its canopy."""

    before: Floats
    after: Floats
    cosine: Floats
    sine: Floats
    plot: Floats
    length: Floats
    canopy: Floats
    water: NDArray[np.bool_]
    salt: NDArray[np.int64]


def textures(rng: np.random.Generator) -> Textures:
    """Return patterns that repeat without a seam."""
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(EDGE), np.fft.fftfreq(EDGE)))
    frequency[0, 0] = 1

    def pattern(weight: NDArray[np.float64]) -> Floats:
        noise = np.fft.ifft2(np.fft.fft2(rng.standard_normal((EDGE, EDGE))) * weight).real
        return ((noise - noise.mean()) / noise.std()).astype(np.float32)

    bumps = pattern(np.exp(-(((frequency - 0.17) / 0.07) ** 2)))
    lit = np.roll(bumps, (1, -1), (0, 1)) - np.roll(bumps, (-1, 1), (0, 1))
    return Textures(
        soft=pattern(1 / frequency**1.6 * (frequency < 0.05)),
        mottle=pattern(1 / frequency**1.1 * (frequency > 0.008)),
        grain=pattern(np.exp(-((frequency / 0.33) ** 2))),
        crowns=(0.55 * bumps - 0.75 * lit / lit.std()).astype(np.float32),
    )


def ground_colours(rng: np.random.Generator, fabric: Fabric) -> Ground:
    """Choose for each parcel how it looks."""
    count = len(fabric.parcels)
    looks = [LOOKS.get(c) or LOOKS[FALLBACK.get(c, "1201")] for c in fabric.land_class]
    tint = rng.normal(0, 1, (count, 1)) * 5 + rng.normal(0, 1, (count, 3)) * 2.5
    turn = rng.normal(0.35, 0.35, count) + np.where(rng.random(count) < 0.5, 0, np.pi / 2)
    plot = np.array([look[2] for look in looks]) * rng.uniform(0.75, 1.35, count)
    return Ground(
        before=(np.array([look[0] for look in looks]) + tint).astype(np.float32),
        after=(np.array([look[1] for look in looks]) + tint).astype(np.float32),
        cosine=np.cos(turn).astype(np.float32),
        sine=np.sin(turn).astype(np.float32),
        plot=plot.astype(np.float32),
        length=(plot * rng.uniform(1.6, 4.5, count) + 1).astype(np.float32),
        canopy=np.array([look[3] for look in looks], dtype=np.float32),
        water=np.isin(fabric.land_class, WATER),
        salt=rng.integers(1, 2**31, count),
    )


def paint_ground(
    index: NDArray[np.int64], left: int, top: int, pixel: float, ground: Ground, patterns: Textures
) -> tuple[Floats, Floats]:
    """Return the two seasons of bare ground as float RGB; ``index`` is the parcel of each pixel, -1 outside."""
    shape = index.shape
    x = ((np.arange(shape[1]) + left) * pixel).astype(np.float32)[None, :]
    y = ((np.arange(shape[0]) + top) * pixel).astype(np.float32)[:, None]
    soft, mottle, grain, crowns = patterns.soft, patterns.mottle, patterns.grain, patterns.crowns
    bend = mottle * 0.9
    along = x * ground.cosine[index] + y * ground.sine[index] + bend
    across = y * ground.cosine[index] - x * ground.sine[index] + bend
    plot = ground.plot[index]
    divided = plot > 0
    width = np.where(divided, plot, 1)
    row = across / width
    strip = np.floor(row).astype(np.int64)
    run = along / ground.length[index] + ((strip * 7919) % 100) / 100
    cell = np.floor(run).astype(np.int64)
    dice = _hash(strip, cell, ground.salt[index])
    other = _hash(cell, strip, ground.salt[index] + 11)
    to_bank = np.minimum(np.abs(row - np.round(row)) * width, np.abs(run - np.round(run)) * ground.length[index])
    bank = (divided & (plot > 9) & (to_bank < 0.75)).astype(np.float32)
    rows = np.sin(across * np.float32(2 * np.pi / 3.1)) * (divided * np.float32(2))
    canopy = ground.canopy[index]
    edge = np.zeros(shape, np.float32)
    edge[:, 1:] += index[:, 1:] != index[:, :-1]
    edge[1:] += index[1:] != index[:-1]
    water = ground.water[index]
    light = 3.2 * soft + (3.6 - 2.6 * water) * mottle + (3.4 - 2.4 * water) * grain + rows + crowns * canopy * 13
    light += np.minimum(edge, 1) * np.where(water, -14, np.where(canopy > 0.5, -6, 9)).astype(np.float32)
    result = []
    for colours, spread, green in ((ground.before, 26.0, dice), (ground.after, 20.0, other)):
        tone = (green - np.float32(0.5)) * np.float32(spread) * divided
        image = colours[np.maximum(index, 0)] + (light + tone + bank * 14)[..., None]
        # Plots differ in hue too: some stubble, some still green.
        lean = (np.float32(0.5) - dice) * np.float32(15) * divided
        image[..., 0] -= lean
        image[..., 2] -= lean * 0.5
        image[index < 0] = np.array([118, 122, 88]) + (4 * soft + 4 * mottle + 3 * grain)[index < 0][:, None]
        result.append(image.astype(np.float32))
    return result[0], result[1]


def _hash(one: NDArray[np.int64], two: NDArray[np.int64], salt: NDArray[np.int64]) -> Floats:
    mixed = (one * 73856093) ^ (two * 19349663) ^ (salt * 83492791)
    mixed = (mixed ^ (mixed >> 13)) * 1274126177
    return ((mixed ^ (mixed >> 16)) & 0xFFFF).astype(np.float32) / np.float32(65536)
