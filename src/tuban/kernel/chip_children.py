"""Picture pairs cut in child processes, because images are foreign files too: one that ends its reader loses its own
pictures and nothing else. Several children work at once, so that this is also the quick way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely

from tuban.kernel.chips import ChipPair, Chips, check_name, render_chips
from tuban.kernel.formats.children import Limits, Nursery, Outcome, Task

AT_ONCE = 40
"""How many pairs one child cuts: enough to forget its start, few enough to say how far the work is."""

_CUT = "tuban.kernel.chip_children:cut"


def render_in_children(
    outlines: Mapping[str, Any],
    before: Sequence[Path],
    after: Sequence[Path],
    folder: Path,
    *,
    epsg: int,
    size_px: int = 300,
    is_bare: bool = False,
    nursery: Nursery,
    on_chips: Callable[[int], None] | None = None,
) -> Chips:
    """Do what :func:`tuban.kernel.chips.render_chips` does, with the same pictures; ``on_chips`` is told how many.

    Where a child does not come back, its outlines are tried one by one, and those that still fail have no pictures;
    the sheets are then named as unreadable. Raises UnsafeChipName.
    """
    for name in outlines:
        check_name(name)
    folder.mkdir(parents=True, exist_ok=True)
    images = {"before": [str(path) for path in before], "after": [str(path) for path in after]}
    names = list(outlines)

    def task(chosen: Sequence[str]) -> Task:
        shapes = {name: shapely.to_wkb(outlines[name], hex=True) for name in chosen}
        return Task(
            _CUT,
            {"outlines": shapes, "folder": str(folder), "epsg": epsg, "size_px": size_px, "is_bare": is_bare, **images},
        )

    pairs: dict[str, ChipPair] = {}
    unreadable: set[Path] = set()

    def take(chosen: Sequence[str], outcome: Outcome) -> bool:
        if outcome.ending != "done":
            return False
        for name, pair in outcome.answer["pairs"].items():
            pairs[name] = ChipPair(*(folder / file if file else None for file in pair))
        unreadable.update(Path(path) for path in outcome.answer["unreadable"])
        if on_chips:
            on_chips(len(chosen))
        return True

    groups = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    alone: list[list[str]] = []
    for number, outcome in nursery.run_all([task(group) for group in groups]):
        if not take(groups[number], outcome):
            alone += [[name] for name in groups[number]]
    limits = Limits(seconds=20.0)
    for number, outcome in nursery.run_all([Task(_CUT, task(one).arguments, limits) for one in alone]):
        if not take(alone[number], outcome):
            pairs[alone[number][0]] = ChipPair(None, None)
            unreadable.update((*before, *after))
    return Chips({name: pairs[name] for name in names}, tuple(sorted(unreadable)))


def cut(
    *,
    outlines: Mapping[str, str],
    before: Sequence[str],
    after: Sequence[str],
    folder: str,
    epsg: int,
    size_px: int,
    is_bare: bool,
) -> dict[str, Any]:
    """Cut some pairs, inside a child: plain JSON values in and out. ``outlines`` are hexadecimal WKB."""
    made = render_chips(
        {name: shapely.from_wkb(shape) for name, shape in outlines.items()},
        [Path(path) for path in before],
        [Path(path) for path in after],
        Path(folder),
        epsg=epsg,
        size_px=size_px,
        is_bare=is_bare,
    )
    return {
        "pairs": {
            name: [path.name if path else None for path in (pair.before, pair.after)]
            for name, pair in made.pairs.items()
        },
        "unreadable": [str(path) for path in made.unreadable],
    }
