"""Smooth random fields: the lie of the hills, wet and dry ground, and the wobble of every boundary."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Noise:
    """A smooth field of about unit variance, the sum of waves of roughly one length in random directions."""

    def __init__(self, rng: np.random.Generator, wavelength: float, waves: int = 10) -> None:
        angle = rng.uniform(0, 2 * np.pi, waves)
        number = 2 * np.pi / (wavelength * rng.uniform(0.75, 1.5, waves))
        self._kx, self._ky = number * np.cos(angle), number * np.sin(angle)
        self._phase = rng.uniform(0, 2 * np.pi, waves)
        self._scale = np.sqrt(2.0 / waves)

    def __call__(self, xy: Floats) -> Floats:
        """Return the value at each row of ``xy``."""
        total = np.zeros(len(xy))
        for kx, ky, phase in zip(self._kx, self._ky, self._phase, strict=True):
            total += np.sin(kx * xy[:, 0] + ky * xy[:, 1] + phase)
        return total * self._scale


class Wobble:
    """Moves every point a little, the same way for whoever shares it, so that neighbours stay neighbours.

    Three scales: the sweep of a valley, the bend of a field bank, the unsteadiness of a surveyor's hand. Each is gentle
    enough (amplitude far below wavelength) that no two boundaries can cross.
    """

    SCALES = ((170.0, 5200.0), (11.0, 620.0), (0.7, 75.0))

    def __init__(self, rng: np.random.Generator) -> None:
        self._fields = [
            (amplitude, Noise(rng, wavelength), Noise(rng, wavelength)) for amplitude, wavelength in self.SCALES
        ]

    def __call__(self, xy: Floats) -> Floats:
        """Return the moved points, to the millimetre."""
        moved = xy.copy()
        for amplitude, east, north in self._fields:
            moved[:, 0] += amplitude * east(xy)
            moved[:, 1] += amplitude * north(xy)
        return np.round(moved, 3)
