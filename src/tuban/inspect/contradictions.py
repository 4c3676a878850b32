"""From an inspection to what is held against one another: registers, papers with measured outlines, surveyed places.

Geometry ends here: the rules compare areas, dates and words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from tuban.inspect.disc import Disc, Layer
from tuban.inspect.disc.divisions import locate
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.opening import read_boundaries
from tuban.inspect.papers import PaperRegister
from tuban.inspect.records import Record, read_records
from tuban.inspect.run import Inspection
from tuban.inspect.shares import exact
from tuban.inspect.survey_change import SurveyGrowth
from tuban.kernel.measure import ellipsoidal_areas
from tuban.rules.contradictions import (
    Comparison,
    FiledPaper,
    RoleSource,
    Sources,
    SurveyedPlace,
    find_contradictions,
)
from tuban.rules.rulebook import Rulebook

_READ_AGAIN = ("approval_survey", "earlier_patches")
"""Registers whose rows the main job does not keep."""


def contradictions_of(inspection: Inspection, rulebook: Rulebook) -> tuple[Comparison, ...]:
    """Return every contradiction of an inspection, by kind."""
    return find_contradictions(sources_of(inspection), rulebook, campaign=inspection.context)


def sources_of(inspection: Inspection) -> Sources:
    """Gather everything at hand; the disc's normal form must still be there."""
    disc = inspection.disc
    titles = {name: role.title for name, role in roles().items()}
    return Sources(
        judgements=[part.judgement for part in inspection.parts],
        totals=inspection.totals,
        roles={name: RoleSource(titles[name], _files(layers)) for name, layers in disc.layers.items() if layers},
        missing_titles=titles,
        rows=_rows(inspection),
        papers=_papers(inspection.papers, disc),
        places=None if inspection.growth is None else _places(inspection.growth),
        names={unit.code: unit.name for unit in inspection.units},
    )


def _files(layers: Iterable[Layer]) -> str:
    """Return the files of a role in words, each with its edition and its day."""
    told = []
    for layer in layers:
        about = "，".join(filter(None, (layer.edition, f"截至{layer.as_of}" if layer.as_of else "")))
        told.append(f"{layer.source_file}（{about}）" if about else layer.source_file)
    return "；".join(dict.fromkeys(told))


def _rows(inspection: Inspection) -> Mapping[str, Sequence[Record]]:
    registers = inspection.registers
    kept = {
        "field_results": registers.field_results,
        "cases": registers.cases,
        "pending": registers.pending,
        "patrol": registers.patrol,
        "public_reports": registers.public_reports,
    }
    rows = {role: [row for rows in by.values() for row in rows] for role, by in kept.items() if by is not None}
    disc = inspection.disc
    for role in _READ_AGAIN:
        if role in disc.layers:
            rows[role] = list(read_records(disc.layers[role], disc.field_types[role]))
    return rows


def _papers(register: PaperRegister, disc: Disc) -> list[FiledPaper]:
    """Return all papers; those with an outline are measured and placed."""
    shapes = np.array([one.geometry for one in register.filed], dtype=object)
    drawn = [row for row, shape in enumerate(shapes) if shape is not None and not shape.is_empty]
    areas = ellipsoidal_areas(shapes[drawn], epsg=disc.campaign.epsg) if drawn else np.zeros(0)
    boundaries = read_boundaries(disc.layers.get("boundaries", ()))
    placements = locate(shapes[drawn], boundaries, epsg=disc.campaign.epsg) if boundaries and drawn else []
    measured = dict(zip(drawn, areas.tolist(), strict=True))
    placed = {row: placement.township_code for row, placement in zip(drawn, placements, strict=False)}
    return [
        FiledPaper(
            one.paper,
            one.patch_number or "",
            exact(measured[row]) if row in measured else None,
            placed.get(row, ""),
        )
        for row, one in enumerate(register.filed)
    ]


def _places(growth: SurveyGrowth) -> list[SurveyedPlace]:
    return [
        SurveyedPlace(
            parcel=place.now.number,
            place=place.now.place,
            before=place.before.land_class,
            now=place.now.land_class,
            others_before=place.others_before,
            area=place.area,
            unpatched=place.unpatched,
            patches=place.patches,
            township_code=place.township_code,
            source_now=place.now.source,
            source_before=place.before.source,
        )
        for place in growth.places
    ]
