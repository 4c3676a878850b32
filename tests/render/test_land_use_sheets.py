"""1:10 000 sheets: the right patches, on the right sheet, at exactly that scale."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from tests.render.conftest import Drawn, page_pixels, text_of_pdf

from tuban.kernel.sheet_numbering import sheet_at, sheet_numbered
from tuban.render.land_use_sheets import transferred
from tuban.render.land_use_sheets.geometry import outline_of, tiles_of, whole_frame
from tuban.render.land_use_sheets.selection import INCONSISTENT, SMALL, UNCLEAR
from tuban.render.maps.patches import patches_of

EPSG = 4547


def chosen_of(drawn: Drawn):
    context = drawn.inspection.context
    return transferred(
        patches_of(drawn.inspection, drawn.rulebook), drawn.rulebook, on=context.day, region=context.region_code
    )


@pytest.mark.seed("C2")
def test_small_inconsistent_and_unclear_patches_go_by_their_centre_onto_their_sheet(drawn: Drawn) -> None:
    chosen = chosen_of(drawn)
    reasons = {one.patch.key: one.reasons for one in chosen}
    for part, figures in zip(drawn.inspection.parts, drawn.inspection.figures, strict=True):
        told = reasons.get(part.key, ())
        assert (INCONSISTENT in told) == (part.facts["survey_comparison"] == "inconsistent")
        assert (UNCLEAR in told) == (part.facts["finding"] in ("manual", "split_first"))
        assert (SMALL in told) == (part.facts["monitored_area"].mu < 1), figures
    assert any(SMALL in told for told in reasons.values())
    for one in chosen:
        assert one.sheet == sheet_at(*one.patch.degrees)
        text = text_of_pdf(drawn.folder / f"万分之一图/{one.sheet.number}-A3.pdf", "-f", "1", "-l", "1")
        assert one.patch.number in text
        assert f"{one.patch.centre[1]:.1f}" in text
        assert f"{one.patch.centre[0]:.1f}" in text


@pytest.mark.parametrize("whole", [True, False])
def test_a_kilometre_of_the_grid_is_a_hundred_millimetres_on_paper(drawn: Drawn, *, whole: bool) -> None:
    sheet = chosen_of(drawn)[0].sheet
    name = f"万分之一图/{sheet.number}.pdf" if whole else f"万分之一图/{sheet.number}-A3.pdf"
    pixels = page_pixels(drawn.folder / name, 1 if whole else 2, 127).astype(int)  # five pixels a millimetre
    blue = (np.abs(pixels - np.array([0x2B, 0x7A, 0x9B])) < 60).all(axis=2) & (pixels[:, :, 2] - pixels[:, :, 0] > 50)
    for axis in (0, 1):
        share = blue.mean(axis=axis)
        lines = np.flatnonzero(share > 0.25)
        groups = np.split(lines, np.flatnonzero(np.diff(lines) > 3) + 1)
        middles = [float(np.average(group, weights=share[group])) for group in groups if len(group)]
        assert len(middles) >= 2
        assert np.diff(middles) / 5 == pytest.approx(100.0, abs=0.25)


def test_the_sheet_says_its_number_its_neighbours_and_its_survey(drawn: Drawn) -> None:
    sheet = chosen_of(drawn)[0].sheet
    text = text_of_pdf(drawn.folder / f"万分之一图/{sheet.number}.pdf")
    for east in (-1, 0, 1):
        for north in (-1, 0, 1):
            beside = sheet.neighbour(east=east, north=north)
            assert beside is not None
            assert beside.number in text
    for said in ("接图表", "密级", "转绘人", "子午线收敛角", "0601", "工业用地", "比对不一致"):
        assert said in text, said


def test_the_index_counts_every_sheet_and_says_the_sum(drawn: Drawn) -> None:
    chosen = chosen_of(drawn)
    small, differs, unclear = (sum(why in one.reasons for one in chosen) for why in (SMALL, INCONSISTENT, UNCLEAR))
    text = " ".join(text_of_pdf(drawn.folder / "万分之一图/分幅索引.pdf").split())
    assert f"合计 {len(chosen)} {small} {differs} {unclear}" in text
    assert "县界" in text
    assert "北" in text


def test_pages_in_a3_cover_the_whole_sheet_and_overlap() -> None:
    for number in ("J50G015010", "F49G090040", "M51G010050"):
        outline = outline_of(sheet_numbered(number), 4547 if number != "M51G010050" else 4549)
        tiles = tiles_of(outline, EPSG)
        windows = [shapely.box(*tile.frame.bounds) for tile in tiles]
        assert shapely.covers(shapely.union_all(windows), outline)
        assert len(tiles) == 4
        for one, other in ((0, 1), (0, 2)):
            west, south, east, north = shapely.bounds(shapely.intersection(windows[one], windows[other]))
            assert min(east - west, north - south) >= 110  # at least eleven millimetres
        frame = whole_frame(outline, EPSG)
        assert frame.width_mm < 720
        assert frame.height_mm < 510


def test_the_edges_of_a_sheet_meet_those_of_its_neighbours() -> None:
    sheet = sheet_numbered("H50G003006")
    east, north = sheet.neighbour(east=1), sheet.neighbour(north=1)
    assert east is not None
    assert north is not None
    own = outline_of(sheet, EPSG)
    for other in (east, north):
        shared = shapely.intersection(shapely.buffer(own, 0.05), shapely.buffer(outline_of(other, EPSG), 0.05))
        assert shapely.area(shared) < 0.11 * 6200
