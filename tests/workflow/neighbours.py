"""Small counties beside the practice county, so that sums, ranks and maps over several counties are real.

Each is a disc of its own, drawn from a seed: its patches are measured in the field or not, approved or not. They can
work in this office, or come as a package with sealed results.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from shapely.affinity import translate
from tests.inspect.small_county import SmallCounty, box
from tests.workflow.small_disc import OpenedDisc

from tuban.rules.facts_wire import facts_as_wire, sources_as_wire
from tuban.workflow import store
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange.models import Package
from tuban.workflow.organisations.models import Area, Unit
from tuban.workflow.patches.models import Arrival
from tuban.workflow.practice.clearing import clear
from tuban.workflow.statistics.records import counted
from tuban.workflow.submission.contents import (
    FORMAT,
    MANIFEST,
    PATCHES,
    RECORDS,
    VERSION,
    as_lines,
    canonical,
    patch_rows,
)

NAMES = {"990101": "示范县", "990102": "邻县", "990103": "远县", "990201": "山县"}
_SIDE = 1000


def neighbour_disc(folder: Path, code: str, *, patches: int = 6) -> Path:
    """Write the disc of a county of two townships that lies east of the practice county."""
    random, east = Random(code), _SIDE * (int(code[-2:]) - 1 + 4 * (int(code[2:4]) - 1))
    county = SmallCounty(folder)

    def laid(shape: Any) -> Any:
        return translate(shape, east)

    county.boundaries = [
        {"XZQDM": f"{code}001", "XZQMC": f"{NAMES[code][0]}东镇", "geometry": laid(box(0, 0, 500, _SIDE))},
        {"XZQDM": f"{code}002", "XZQMC": f"{NAMES[code][0]}西乡", "geometry": laid(box(500, 0, 500, _SIDE))},
    ]
    county.survey = [{"DLBM": "0101", "DLMC": "水田", "KCXS": 0.0, "geometry": laid(box(0, 0, _SIDE, _SIDE))}]
    visited, approved = [], []
    for place in range(patches):
        shape = box(40 + 150 * place, 100 + 120 * place, 40 + random.randrange(40), 40)
        number = f"{code}SJBG24{place + 1:06}"
        county.patch(laid(shape), number=number, XZQDM=code)
        if random.random() < 0.75:
            mu = f"{shape.area / 10_000 * 15:.2f}"
            visited.append({
                "图斑编号": number, "实地情况": "新增建设", "实际用途": "工业", "用地时间": "2024-03",
                "用地单位或个人": "示范公司", "按批准用途使用": "是", "实地与图斑一致": "是", "实测面积(亩)": mu,
                "实测耕地面积(亩)": mu,
            })  # fmt: skip
        if place % 3 == 0:
            approved.append(laid(shape))
    county.layers = {
        "永久基本农田": [{"JBNTTBBH": "J1", "geometry": laid(box(900, 900, 50, 50))}],
        "农转用批准": [
            {"PZWH": f"示政土〔2023〕{n}号", "PZJG": "示范省人民政府", "PZRQ": "2023-05-10",
             "PZMJ": round(one.area / 10_000, 4), "PZYT": "工业", "geometry": one}
            for n, one in enumerate(approved, start=1)
        ],
        "供地": [
            {"GDWH": f"示供〔2023〕{n}号", "GDRQ": "2023-06-20", "GDFS": "协议出让",
             "GDMJ": round(one.area / 10_000, 4), "geometry": one}
            for n, one in enumerate(approved, start=1)
        ],
        "规划": [{"GZQLX": "010", "geometry": laid(box(0, 0, _SIDE, _SIDE))}],
    }  # fmt: skip
    county.tables = {"外业核查结果": visited}
    return county.write()


class Neighbours:
    """Discs of neighbours, each read once however often its county is founded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._discs: dict[str, OpenedDisc] = {}

    def disc(self, code: str) -> OpenedDisc:
        """Return the disc of a county."""
        if code not in self._discs:
            self._discs[code] = OpenedDisc(neighbour_disc(self.folder / code, code), self.folder / f"{code}-opened")
        return self._discs[code]

    def works_here(self, code: str) -> Campaign:
        """Found a county below its city, and load its disc: it works in this office."""
        city = Unit.objects.filter(code=code[:4], is_practice=True).first()
        unit, made = Unit.objects.get_or_create(
            code=code, level="county", is_practice=True,
            defaults={"name": f"{NAMES[code]}自然资源局", "short_name": NAMES[code], "above": city},
        )  # fmt: skip
        if made:
            Area.objects.create(unit=unit, code=code, name=NAMES[code], kind="governed")
        self.disc(code).load()
        campaign = Campaign.objects.get(area_code=code)
        campaign.area_name, campaign.title = NAMES[code], f"{NAMES[code]}2024年度检查（练习）"
        campaign.save(update_fields=["area_name", "title"])
        return campaign


def packed(campaign: Campaign, to: Unit, *, sealed_at: datetime, number: int = 1, code: str = "") -> Package:
    """Let the records of a campaign come to a unit as a package that was taken in, as a seal would have them; with
    ``code`` as if they were those of another county."""
    own = campaign.area_code
    code = code or own

    def moved(content: bytes) -> bytes:
        return content.replace(own.encode(), code.encode()).replace(NAMES[own].encode(), NAMES[code].encode())

    lines = [
        {"patch": one.key[0], "part": one.key[1], "facts": facts_as_wire(one.facts),
         "sources": sources_as_wire(one.facts), "is_taken": one.finding is not None}
        for one in counted(campaign)
    ]  # fmt: skip
    told = {"code": campaign.code.replace(own, code), "title": campaign.title, "area_code": code}
    manifest = {
        "format": FORMAT, "version": VERSION, "digest": f"{number:064}", "number": number,
        "sealed_at": sealed_at.isoformat(),
        "content": {"campaign": {**told, "year": campaign.year, "cadence": campaign.cadence,
                                 "area_name": campaign.area_name}},
    }  # fmt: skip
    files = {
        MANIFEST: moved(canonical(manifest)), PATCHES: moved(as_lines(patch_rows(campaign))),
        RECORDS: moved(as_lines(lines)),
    }  # fmt: skip
    pieces = [
        {"path": path, "size": len(content), "sha256": store.keep_bytes(content), "is_held": False}
        for path, content in files.items()
    ]
    by = to.posts.first().holdings.first().person
    return Package.objects.create(
        unit=to, way="in", brings="submission", state="taken", campaign_code=told["code"], sequence=number,
        campaign_title=campaign.title, manifest={"campaign": told, "pieces": pieces}, name=f"{told['code']}.tbx",
        size=sum(len(content) for content in files.values()), by=by, decided_at=datetime.now(UTC),
    )  # fmt: skip


def gone(campaign: Campaign) -> None:
    """Let a county work elsewhere: nothing of its campaign is left in this office."""
    clear(campaign, by=PRODUCT)
    Arrival.objects.filter(campaign=campaign).delete()
    campaign.delete()
