"""The disc of a very small county in two townships of the practice tree, and its loading without reading it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from tests.inspect.small_county import SmallCounty, box, plot

from tuban.inspect.disc import Disc
from tuban.inspect.progress import Progress
from tuban.inspect.run import Inspection, inspect_disc
from tuban.rules.rulebook import Rulebook
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.comparison.loading import Loaded, load_disc
from tuban.workflow.comparison.loading import load as loading
from tuban.workflow.comparison.loading.reading import OPENED

STEM = "990101SJBG2400000"
SPLIT, LEFT, RIGHT, OTHER = (f"{STEM}{number}" for number in range(1, 5))
"""A patch half inside an approval, two that adjoin, and one in the other township."""

_VISITED = {
    "图斑编号": SPLIT, "实地情况": "新增建设", "实际用途": "工业", "用地时间": "2024-03", "用地单位或个人": "示范公司",
    "按批准用途使用": "是", "实地与图斑一致": "是",
}  # fmt: skip


_MEASURED = {**_VISITED, "图斑编号": OTHER, "实测面积(亩)": "2.25", "实测耕地面积(亩)": "2.25"}


def small_disc(
    folder: Path, *, built_in_survey: bool = False, measured: bool = False, planned: bool = False,
    then: Callable[[SmallCounty], None] = lambda county: None,
) -> Path:  # fmt: skip
    """Write the disc. Where ``built_in_survey``, the survey has construction land below one of the patches; where
    ``measured``, the field has measured the one of the other township, which nobody ever approved; where
    ``planned``, there is a plan for all of the ground. ``then`` changes it before it is written."""
    county = SmallCounty(folder)
    county.boundaries = [
        {"XZQDM": "990101001", "XZQMC": "甲溪镇", "geometry": box(0, 0, 500, 1000)},
        {"XZQDM": "990101002", "XZQMC": "乙岭镇", "geometry": box(500, 0, 500, 1000)},
    ]
    county.patch(plot(6), number=SPLIT)
    county.patch(box(100, 600, 40, 40), number=LEFT)
    county.patch(box(140, 600, 60, 40), number=RIGHT)
    county.patch(box(700, 300, 50, 30), number=OTHER)
    inside = plot(3.6)
    approval: dict[str, Any] = {"PZWH": "示政土〔2023〕1号", "PZJG": "示范省人民政府", "PZRQ": "2023-05-10"}
    county.layers = {
        "永久基本农田": [{"JBNTTBBH": "J1", "geometry": box(900, 900, 50, 50)}],
        "农转用批准": [{**approval, "PZMJ": 0.24, "PZYT": "工业", "geometry": inside}],
        "供地": [
            {"GDWH": "示供〔2023〕1号", "GDRQ": "2023-06-20", "GDFS": "协议出让", "GDMJ": 0.24, "geometry": inside}
        ],
    }
    county.tables = {
        "外业核查结果": [_VISITED, _MEASURED] if measured else [_VISITED],
        "在报项目": [{"图斑编号": "990101SJBG24000099", "市级受理时间": "2024-01-01"}],
    }
    if planned:
        county.layers["规划"] = [{"GZQLX": "010", "geometry": box(0, 0, 1000, 1000)}]
    if built_in_survey:
        built = box(690, 290, 70, 50)
        county.survey = [
            {"DLBM": "0101", "DLMC": "水田", "KCXS": 0.0, "geometry": box(0, 0, 1000, 1000) - built},
            {"DLBM": "0601", "DLMC": "工业用地", "KCXS": 0.0, "geometry": built},
        ]
    then(county)
    return county.write()


class OpenedDisc:
    """A disc that is read once and loaded many times, each time as if its first leg had been done already."""

    def __init__(self, disc: Path, folder: Path) -> None:
        self.disc = disc
        self.folder = folder
        self._opened = folder / OPENED
        self._inspections: dict[tuple[Path, int], tuple[Rulebook, Inspection]] = {}

    def work(self, name: str = "work") -> Path:
        """Return a folder of work in which the disc is opened already."""
        place = settings.HOME.work / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        if not self._opened.is_file():
            self._read()
        shutil.copy(self._opened, place / OPENED)
        return place

    def load(self, **options: Any) -> Loaded:
        """Load it into the practice campaign. It is inspected once under a lawbook: what an inspection finds nobody
        changes."""
        work = self.work()
        with patch.object(loading, "inspect_disc", self._inspected):
            return load_disc(self.disc, **{"by": PRODUCT, "work": work, "is_practice": True, **options})

    def _inspected(self, disc: Disc, layers: Path, law: Rulebook, progress: Progress) -> Inspection:
        if (layers, id(law)) not in self._inspections:
            self._inspections[layers, id(law)] = law, inspect_disc(disc, layers, law, progress)
        return self._inspections[layers, id(law)][1]

    def _read(self) -> None:
        from tuban.inspect.progress import silent
        from tuban.kernel.formats.children import Nursery
        from tuban.workflow.comparison.loading.reading import opened_disc

        self.folder.mkdir(parents=True, exist_ok=True)
        with Nursery() as nursery:
            opened_disc(self.disc, self.folder, silent, nursery)
