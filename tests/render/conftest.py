"""A small county with all its sheets, drawn once; and how tests read a PDF."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from tests.inspect.small_county import SOUTH, WEST, SmallCounty, box, plot

from tuban.inspect.progress import silent
from tuban.inspect.run import Inspection
from tuban.kernel.formats.children import Nursery
from tuban.render.fonts import NoChineseFont, sans_face
from tuban.render.results.sheets import write_sheets
from tuban.rules.rulebook import Rulebook, load

WRITTEN_IN_FIELD = {
    "图斑编号": "990101SJBG24000001",
    "实地情况": "新增建设",
    "用地单位或个人": "#示范_公司$",
    "实测面积": "6.05",
}


@dataclass(frozen=True)
class Drawn:
    """A result folder with sheets, and the inspection behind it."""

    folder: Path
    inspection: Inspection
    rulebook: Rulebook
    notes: list[str]


def image(path: Path) -> None:
    """An image of the county at 2 m, its eastern quarter black as sheets are where they end."""
    data = np.empty((3, 500, 500), np.uint8)
    data[:] = np.array([90, 130, 80], np.uint8)[:, None, None]
    data[:, :, 375:] = 0
    with rasterio.open(
        path, "w", driver="GTiff", width=500, height=500, count=3, dtype="uint8", crs="EPSG:4547",
        transform=from_origin(WEST, SOUTH + 1000, 2, 2), photometric="rgb",
    ) as out:  # fmt: skip
        out.write(data)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """Four patches in 甲镇, one of them split and one small; 乙乡 has none; an image of the second time only."""
    try:
        sans_face("PDF")
    except NoChineseFont:
        pytest.skip("this machine has no Chinese font")
    county = SmallCounty(tmp_path_factory.mktemp("sheets") / "disc")
    county.patch(plot(6), CMC="一村")
    county.patch(plot(0.5, south=400), number="990101SJBG24000002", LY="W")
    county.patch(plot(2, south=600), number="990101SJBG24000003", LY="PJ")
    county.patch(plot(3, south=800, west=150), number="990101SJBG24000017")
    county.layers = {
        "农转用批准": [
            {"PZWH": "示政土〔2023〕1号", "PZJG": "示范省人民政府", "PZRQ": "2023-05-10", "geometry": plot(3.6)}
        ],
        "地类图斑2024": [
            {"DLBM": "0601", "DLMC": "工业用地", "KCXS": 0.0, "geometry": box(0, 0, 1000, 390)},
            {"DLBM": "0101", "DLMC": "水田", "KCXS": 0.0, "geometry": box(0, 390, 1000, 610)},
        ],
    }
    county.tables = {"外业核查结果": [WRITTEN_IN_FIELD]}
    county.folder.mkdir(parents=True)
    image(county.folder / "后时相影像.tif")
    work = tmp_path_factory.mktemp("work")
    inspection = county.inspect(work)
    folder = tmp_path_factory.mktemp("result")
    law = load()
    with Nursery() as nursery:
        sheets = write_sheets(
            inspection,
            folder,
            law,
            on=date(2025, 1, 20),
            checksum="0123456789abcdef",
            nursery=nursery,
            chips={},
            progress=silent,
        )
    return Drawn(folder, inspection, law, list(sheets.notes))


def text_of_pdf(path: Path, *options: str) -> str:
    """Return the text of a PDF; skips where poppler is not on the machine."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def page_pixels(path: Path, page: int, dpi: int) -> Any:
    """Return a page as pixels (rows, columns, 3); skips where poppler is not on the machine."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not on this machine")
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), str(path)]
    done = subprocess.run(command, capture_output=True, check=True).stdout
    head, size, deepest, body = done.split(b"\n", 3)
    assert (head, deepest) == (b"P6", b"255")
    columns, rows = (int(word) for word in size.split())
    return np.frombuffer(body, np.uint8).reshape(rows, columns, 3)
