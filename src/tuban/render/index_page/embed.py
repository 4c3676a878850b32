"""The data of the page, small enough to travel inside it: sentences kept once, areas in whole hundredths of 亩."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tuban.render.index_page.forms_data import forms_data
from tuban.render.index_page.views import FileLink, Label, PageContent, PatchView
from tuban.render.pages import relative_href, shapes
from tuban.render.state_style import Mark
from tuban.values.area import Area, AreaUnit, round_half_up

_LONG = 30
_CLAUSE = re.compile(r"[^；，（〔、。]*[；，（〔、。]|[^；，（〔、。]+")
_SEVERITY_ORDER = {"error": 0, "warning": 1, "note": 2}


class _Strings:
    """Sentences kept once, by their place; a long one as places of its clauses, which many sentences share."""

    def __init__(self) -> None:
        self.all: list[str | list[int]] = []
        self.clauses: list[str] = []
        self._places: dict[str, int] = {}
        self._clause_places: dict[str, int] = {}

    def place(self, text: str) -> int:
        if text not in self._places:
            self._places[text] = len(self.all)
            self.all.append(text if len(text) < _LONG else [self._clause(part) for part in _CLAUSE.findall(text)])
        return self._places[text]

    def _clause(self, text: str) -> int:
        if text not in self._clause_places:
            self._clause_places[text] = len(self.clauses)
            self.clauses.append(text)
        return self._clause_places[text]


def hundredths_of_mu(area: Area | None) -> int | None:
    """Return 亩 × 100 as shown, rounded half up from the exact area; None where unknown."""
    return None if area is None else int(area.mu.scaleb(2))


def page_data(content: PageContent, marks: Mapping[str, Mark]) -> dict[str, Any]:
    """Return everything the page's scripts read, but for the words."""
    frame = shapes.frame_of(
        [geometry for _, _, geometry in content.townships] + [patch.geometry for patch in content.patches]
    )
    strings = _Strings()
    township_places = {code: place for place, (code, _, _) in enumerate(content.townships)}
    finding_places = {label.slug: place for place, label in enumerate(content.findings)}
    lists = _labels_in_use([patch.patch_list for patch in content.patches])
    prejudgements = _labels_in_use([patch.prejudgement for patch in content.patches])
    outlines = shapes.township_outlines([geometry for _, _, geometry in content.townships], frame)
    patches = [
        {
            "n": patch.number,
            "p": patch.part,
            "l": lists.index(patch.patch_list) if patch.patch_list else None,
            "t": township_places.get(patch.township_code),
            "tn": strings.place(patch.township_name),
            "v": strings.place(patch.village),
            "u": strings.place(patch.user),
            "f": finding_places[patch.finding.slug],
            "pre": prejudgements.index(patch.prejudgement) if patch.prejudgement else None,
            "vio": strings.place(patch.violation.text) if patch.violation else None,
            "x": int(patch.inconsistent),
            **({"w": 1} if patch.is_taken else {}),
            **_areas(patch),
            **_sentences(patch, strings),
            "g": shapes.patch_rings(patch.geometry, frame),
        }
        for patch in content.patches
    ]
    return {
        "frame": [frame.width, frame.height],
        "findings": [_finding(label, marks[label.slug]) for label in content.findings],
        "lists": [[label.slug, label.text, label.mark] for label in lists],
        "prejudgements": [[label.slug, label.text] for label in prejudgements],
        "townships": [
            {"code": code, "name": name, "at": shapes.label_point(geometry, frame), "g": outline}
            for (code, name, geometry), outline in zip(content.townships, outlines, strict=True)
        ],
        "patches": patches,
        "forms": forms_data(content.traced, content.patches, strings.place),
        "strings": strings.all,
        "clauses": strings.clauses,
    }


def _finding(label: Label, mark: Mark) -> dict[str, Any]:
    return {
        "slug": label.slug,
        "text": label.text,
        "colour": mark.colour,
        "edge": mark.edge,
        "path": mark.path,
        "fill": mark.fill,
        "hatch": mark.hatch,
        "line": mark.line,
        "dashed": int(mark.dashed),
        "rank": mark.rank,
    }


def _labels_in_use(labels: list[Label | None]) -> list[Label]:
    return list(dict.fromkeys(label for label in labels if label is not None))


def _areas(patch: PatchView) -> dict[str, Any]:
    return {
        "a": [
            hundredths_of_mu(area)
            for area in (
                patch.area,
                patch.cultivated,
                patch.basic_farmland,
                patch.monitored,
                patch.extent,
                patch.counted,
            )
        ],
        # Sums of a filtered list are made from these (0.0001 m²), so that they are rounded once.
        "m": [_ten_thousandths_of_m2(area) for area in (patch.area, patch.cultivated)],
        "m2": None if patch.extent is None else float(patch.extent.in_unit(AreaUnit.M2)),
        "o": [[bar.title, hundredths_of_mu(bar.area)] for bar in patch.overlays],
    }


def _ten_thousandths_of_m2(area: Area | None) -> int | None:
    return None if area is None else int(round_half_up(area.square_metres * 10_000, 0))


def _sentences(patch: PatchView, strings: _Strings) -> dict[str, Any]:
    problems = sorted(patch.problems, key=lambda problem: (_SEVERITY_ORDER[problem.severity.value], problem.rule))
    return {
        "d": [[strings.place(title), strings.place(text)] for title, text in patch.particulars],
        "r": [
            [strings.place(step.text), *(strings.place(detail) for detail in step.details)] for step in patch.reasons
        ],
        "q": [[strings.place(text) for text in (lack.title, lack.why, lack.settled_by)] for lack in patch.missing],
        "e": [
            [p.rule, _SEVERITY_ORDER[p.severity.value], strings.place(p.message), strings.place(p.settled_by)]
            for p in problems
        ],
        "k": [_link(link) for link in patch.links],
        "c": _chips(patch),
    }


def _link(link: FileLink) -> list[str]:
    return [link.title, relative_href(link.path)]


def _chips(patch: PatchView) -> list[list[str]] | None:
    if patch.chips is None:
        return None
    chips = patch.chips
    return [
        [relative_href(path) if path else "", day]
        for path, day in ((chips.before, chips.before_date), (chips.after, chips.after_date))
    ]
