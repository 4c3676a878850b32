"""Image sheets: what a township's sheet says, and that its figures are those of the cards."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import shapely
from pypdf import PdfReader
from tests.render.conftest import Drawn, page_pixels, text_of_pdf

from tuban.kernel.image_sheets import Frame, ImageSheets
from tuban.render.image_sheets.layout import LAYOUTS, detail_frames, detail_scale, layout_for
from tuban.render.maps.frame import MapFrame, bounds_of
from tuban.render.maps.imagery import picture_of
from tuban.render.maps.patches import Legend, patches_of, sums_of, total_of


@pytest.mark.seed("D2")
def test_the_sheet_of_a_township_says_all_that_a_sheet_must(drawn: Drawn) -> None:
    text = text_of_pdf(drawn.folder / "卫片图/甲镇.pdf", "-layout")
    assert "甲镇 2024 年度卫星遥感监测图斑分布图（卫片）" in " ".join(text.split())
    for said in (
        "比例尺",
        "北",
        "县界",
        "乡镇界",
        "乙乡",
        "前时相",
        "2023-06-01",
        "2024-08-01",
        "后时相影像",
        "合计",
        "编制日期：2025-01-20",
    ):
        assert said in text, said
    assert "2000国家大地坐标系" in text.replace(" ", "")
    for number in ("001-1", "001-2", "002", "003", "017"):
        assert number in text
    for number in ("990101SJBG24000002", "990101SJBG24000017"):
        assert number in text


@pytest.mark.seed("C1")
def test_a_patch_whose_comparison_differs_is_marked_on_the_image(drawn: Drawn) -> None:
    parts = drawn.inspection.parts
    differing = {part.key[0][-3:] for part in parts if part.facts["survey_comparison"] == "inconsistent"}
    agreeing = {part.key[0][-3:] for part in parts if part.facts["survey_comparison"] != "inconsistent"}
    assert differing
    assert agreeing
    text = text_of_pdf(drawn.folder / "卫片图/甲镇.pdf", "-f", "1", "-l", "1")
    assert all(f"※{number}" in text for number in differing)
    assert not any(f"※{number}" in text for number in agreeing - differing)


def test_counts_and_areas_of_the_legend_are_sums_of_what_the_cards_print(drawn: Drawn) -> None:
    patches = patches_of(drawn.inspection, drawn.rulebook)
    lines = sums_of(patches, Legend.of(drawn.rulebook))
    counts = Counter(str(part.facts["finding"]) for part in drawn.inspection.parts)
    assert {line.finding: line.count for line in lines} == counts
    figures = [one["counted_area"] for one in drawn.inspection.figures if "counted_area" in one]
    whole = total_of(patches)
    assert whole.area == sum(figures, Decimal(0))
    assert whole.unmeasured == len(patches) - len(figures)
    assert f"{whole.area:.2f}" in text_of_pdf(drawn.folder / "卫片图/甲镇.pdf")


def test_a_township_without_patches_has_a_sheet_that_says_so(drawn: Drawn) -> None:
    assert "本乡镇无下发图斑" in text_of_pdf(drawn.folder / "卫片图/乙乡.pdf")


def test_the_volume_is_a_cover_and_the_sheets_and_tells_how_many_pages_each_has(drawn: Drawn) -> None:
    volume = PdfReader(drawn.folder / "卫片图-合订本.pdf")
    rows = [line.split() for line in text_of_pdf(drawn.folder / "卫片图-合订本.pdf", "-l", "1", "-layout").splitlines()]
    place = 1
    for name in ("甲镇", "乙乡"):
        own = PdfReader(drawn.folder / f"卫片图/{name}.pdf")
        assert any(name in row and row[row.index(name) + 3 :][:1] == [str(len(own.pages))] for row in rows)
        assert volume.pages[place].extract_text() == own.pages[0].extract_text()
        assert volume.get_destination_page_number(next(one for one in volume.outline if one.title == name)) == place
        place += len(own.pages)
    assert place == len(volume.pages)


def test_the_image_lies_under_the_patches_and_the_survey_where_no_image_is(drawn: Drawn) -> None:
    pixels = page_pixels(drawn.folder / "卫片图/甲镇.pdf", 1, 60).astype(int)
    image = np.array([90, 130, 80]) + (255 - np.array([90, 130, 80])) * 0.1
    greenish = (np.abs(pixels - image) < 14).all(axis=2)
    assert greenish.mean() > 0.05
    assert (pixels.max(axis=2) < 12).mean() < 0.02  # no black where the sheet ends


def test_black_ground_of_a_sheet_that_ends_counts_as_not_shown(tmp_path: Path, drawn: Drawn) -> None:
    layer = drawn.inspection.disc.layers["image_after"][0]
    frame = MapFrame.around((500_000, 3_500_000, 501_000, 3_501_000), 100, 100, 10_000, 4547)
    with ImageSheets([layer.path]) as sheets:
        picture = picture_of(sheets, frame, tmp_path / "shown.jpg")
        nothing = picture_of(sheets, MapFrame(600_000, 3_400_000, 50, 50, 10_000, 4547), tmp_path / "nothing.jpg")
        assert sheets.finest_pixel(Frame(500_000, 3_501_000, 10, 10, 5, 5, 4547)) == 2.0
    assert nothing is None
    assert picture is not None
    assert picture.gaps is not None
    assert shapely.area(picture.gaps) == pytest.approx(250 * 1000, rel=0.12)


def test_a_township_is_drawn_as_large_as_its_paper_allows() -> None:
    wide, scale = layout_for((0, 0, 8000, 5000), 60)
    tall, _scale = layout_for((0, 0, 5000, 8000), 60)
    small, _small_scale = layout_for((0, 0, 1500, 1200), 5)
    assert (wide.name, wide.beside) == ("A3", True)
    assert (tall.name, tall.beside) == ("A3", False)
    assert small.name == "A4"
    assert scale * wide.map[0] / 1000 >= 8000


def test_pages_of_detail_show_every_patch(drawn: Drawn) -> None:
    patches = patches_of(drawn.inspection, drawn.rulebook)
    bounds = bounds_of([patch.geometry for patch in patches])
    wide = (bounds[0] - 4000, bounds[1] - 6000, bounds[2] + 9000, bounds[3] + 3000)
    frames = detail_frames(patches, wide, LAYOUTS[2], 5000, 4547)
    assert all(any(frame.shows(*patch.centre) for frame in frames) for patch in patches)
    assert detail_scale(patches, 1000) is None
    coarse = detail_scale(patches, 60_000)
    assert coarse is not None
    assert coarse < 60_000
