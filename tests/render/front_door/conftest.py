"""An invented county with patches of every finding, as the page, the GeoPackage and the problem list receive it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import shapely
import yaml
from shapely import affinity

import tuban.lawbook
from tuban.render.index_page import (
    CampaignView,
    Chips,
    Counts,
    FileLink,
    InputView,
    Label,
    MissingView,
    OverlayBar,
    PatchView,
    Provenance,
    RatioLine,
    RatioView,
    Reason,
    write_index,
)
from tuban.rules import rulebook as rulebooks
from tuban.rules.decision import Judgement, MissingFact
from tuban.rules.rulebook import Rulebook
from tuban.values.area import ZERO, Area
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts
from tuban.values.problems import Problem, Severity

TOWNSHIPS = ("一溪镇", "二桥镇", "三湾乡", "四岭乡", "五里镇", "六合乡", "七星街道", "八达镇", "九龙乡", "十里铺镇")
USERS = ("某村委会", "某某建材厂", "示范县交通投资公司", "村民甲", "某养殖合作社", "", "某工业园管委会")
LINE = Fraction(15, 100)


@cache
def labels(codelist: str) -> list[Label]:
    text = Path(tuban.lawbook.__file__).with_name("codelists").joinpath(f"{codelist}.yaml").read_text(encoding="utf-8")
    return [
        Label(entry["value"], entry["label"], entry.get("state", ""), entry.get("mark", ""))
        for entry in yaml.safe_load(text)["entries"]
    ]


@dataclass
class Page:
    """The arguments of write_index, to be changed before writing."""

    campaign: CampaignView
    findings: list[Label]
    townships: list[tuple[str, str, object]]
    patches: list[PatchView]
    ratios: list[RatioView]
    counts: Counts
    problems: list[Problem]
    files: list[FileLink]
    provenance: Provenance
    traced: dict | None = None

    def write(self, folder: Path) -> str:
        path = folder / "index.html"
        write_index(path, **vars(self))
        return path.read_text(encoding="utf-8")


def invented_townships(chance: random.Random) -> list[tuple[str, str, object]]:
    county = shapely.box(500_000, 3_500_000, 512_000, 3_524_000).buffer(800)
    seeds = [shapely.Point(500_000 + chance.random() * 12_000, 3_500_000 + chance.random() * 24_000) for _ in TOWNSHIPS]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=county, ordered=True))
    return [
        (f"990101{100 + place}", name, shapely.segmentize(cell.intersection(county), 150))
        for place, (name, cell) in enumerate(zip(TOWNSHIPS, cells, strict=True))
    ]


def invented_outline(chance: random.Random, x: float, y: float) -> object:
    size = chance.lognormvariate(3.4, 0.6)
    corners = sorted(chance.random() * 6.283 for _ in range(chance.randint(5, 16)))
    ring = [
        (x + size * (0.6 + 0.4 * chance.random()) * math.cos(a), y + size * (0.6 + 0.4 * chance.random()) * math.sin(a))
        for a in corners
    ]
    return affinity.scale(shapely.make_valid(shapely.Polygon(ring)).buffer(1), 1 + chance.random(), 1)


def invented_patch(
    chance: random.Random, serial: int, geometry: object, township: tuple[str, str, object]
) -> PatchView:
    finding = chance.choices(labels("finding"), weights=[25, 14, 12, 9, 7, 4, 5, 3, 21])[0]
    number = f"990101SJBG24{serial:06d}"
    part = str(chance.randint(1, 2)) if chance.random() < 0.08 else ""
    whole = Area.from_m2(round(float(shapely.area(geometry)), 4))
    cultivated = whole * Fraction(chance.choice([0, 0, 35, 60, 100]), 100)
    basic = cultivated * Fraction(chance.choice([0, 0, 0, 50, 100]), 100)
    unlawful = finding.slug == "unlawful"
    is_open = not finding.state or finding.state in {"visit", "doubt"}
    problems = []
    if chance.random() < 0.18:
        problems.append(
            Problem(
                "R24",
                Severity.WARNING,
                "批准文号与勘测定界范围不一致，超出 0.42 亩。",
                "核对批准文件与勘测定界图。",
                number,
                part,
                township[0],
            )
        )
    if unlawful and chance.random() < 0.3:
        problems.append(
            Problem(
                "R21",
                Severity.ERROR,
                "已立案但没有案号和立案时间。",
                "补录立案呈批表的案号和时间。",
                number,
                part,
                township[0],
            )
        )
    missing = ()
    if is_open:
        missing = (
            MissingView("用地时间", "决定批准在先还是用地在先。", "外业询问当事人，或查两期影像之间的施工记录。"),
            MissingView("实际用途", "决定是否属于新增建设用地。", "外业实地核查并拍摄举证照片。"),
        )[: chance.randint(1, 2)]
    return PatchView(
        number=number,
        part=part,
        finding=finding,
        township_code=township[0],
        township_name=township[1],
        village=f"第{chance.randint(1, 9)}村",
        user=chance.choice(USERS),
        patch_list=chance.choices(labels("patch_list"), weights=[60, 20, 10, 8, 2])[0],
        prejudgement=chance.choice(labels("prejudgement")),
        violation=chance.choice(labels("violation_type")) if unlawful else None,
        inconsistent=chance.random() < 0.06,
        monitored=whole,
        extent=whole,
        counted=None if is_open and chance.random() < 0.1 else whole,
        cultivated=cultivated,
        basic_farmland=basic,
        overlays=(
            OverlayBar("耕地", cultivated),
            OverlayBar("永久基本农田", basic),
            OverlayBar("不符合规划", whole * Fraction(chance.choice([0, 40, 100]), 100)),
            OverlayBar(
                "农转用批准范围内", None if chance.random() < 0.1 else whole * Fraction(chance.choice([0, 0, 100]), 100)
            ),
        ),
        particulars=(("前时相", "2023-06-11"), ("后时相", "2024-07-02"), ("实际用途", "工业"), ("用地时间", "2024-03")),
        reasons=(
            Reason(
                "【图斑性质认定】图斑性质=“违法用地”。依据：判定表 review/finding 第 unlawful 行。",
                ("所用事实：实地情况=新增建设。",),
            ),
            Reason("【用地手续核查】手续核查=“无手续”。引用：《县土地卫片执法检查工作方案》。"),
            Reason("【违法类型认定】违法类型=“未报即用”。", ("所用事实：报批情况=未报。", "推定：无人主张。")),
        )[: 3 if unlawful else 2],
        missing=missing,
        problems=tuple(problems),
        links=(
            FileLink("图斑核查情况登记卡", f"登记卡/{township[1]}.docx"),
            *((FileLink("违法用地查处登记卡", f"查处卡/{number}.docx"),) if unlawful else ()),
        ),
        chips=Chips(f"影像/{number}-前.png", f"影像/{number}-后.png", "2023-06-11", "2024-07-02")
        if chance.random() < 0.5
        else None,
        geometry=geometry,
    )


def invented_ratio(code: str, name: str, patches: list[PatchView], *, is_county: bool = False) -> RatioView:
    def cultivated(finding: str) -> Area:
        areas = [patch.cultivated for patch in patches if patch.finding.slug == finding and patch.cultivated]
        return Area(sum((area.square_metres for area in areas), Fraction(0)))

    unlawful = cultivated("unlawful") * Fraction(1, 3)
    deductions = unlawful * Fraction(1, 4)
    denominator = unlawful + cultivated("lawful")
    if name == TOWNSHIPS[3]:
        unlawful = deductions = denominator = ZERO
    after = (unlawful - deductions).share_of(denominator)
    crossed = after is not None and after > LINE
    return RatioView(
        code,
        name,
        unlawful,
        deductions,
        denominator,
        unlawful.share_of(denominator),
        after,
        lines=(RatioLine("问责" if is_county else "约谈", LINE, crossed, ("《违反土地管理规定行为处分办法》",)),),
        is_county=is_county,
        undecided=len([patch for patch in patches if patch.finding.slug == "manual"]),
    )


def invented_page(count: int) -> Page:
    chance = random.Random(2024)
    townships = invented_townships(chance)
    patches: list[PatchView] = []
    while len(patches) < count:
        point = shapely.Point(500_000 + chance.random() * 12_000, 3_500_000 + chance.random() * 24_000)
        township = next((t for t in townships if shapely.contains(t[2], point)), None)
        if township:
            patches.append(
                invented_patch(chance, len(patches) + 1, invented_outline(chance, point.x, point.y), township)
            )
    ratios = [invented_ratio("990101", "示范县", patches, is_county=True)] if patches else []
    for code, name, _ in townships:
        ratios.append(invented_ratio(code, name, [patch for patch in patches if patch.township_code == code]))
    problems = [problem for patch in patches for problem in patch.problems]
    problems.append(
        Problem(
            "R38",
            Severity.WARNING,
            "登记卡新增建设 812.40 亩，变更调查新增建设 774.15 亩，相差 38.25 亩。",
            "逐块核对未上图的新增建设。",
        )
    )
    return Page(
        campaign=CampaignView(
            "2024年度土地卫片执法检查",
            "990101",
            "示范县",
            "示范县-2024-第1批",
            date(2024, 8, 5),
            "lawbook-3f9a1c02d7e4b8",
            4547,
            "示范省自然资源厅",
            "0.1.0",
            is_practice=True,
        ),
        findings=labels("finding"),
        townships=townships,
        patches=patches,
        ratios=ratios,
        counts=Counts(count + 2, count, 2),
        problems=problems,
        files=[
            FileLink(
                "变化图斑情况统计表",
                "变化图斑情况统计表.xlsx",
                "逐图斑与变更调查比较的结果，不一致的在编号前标注。",
                lead=True,
            ),
            FileLink(
                "汇总统计表（S2–S8)", "汇总统计表.xlsx", "合法、违法、其他用地各表，按乡镇和全县合计。", lead=True
            ),
            FileLink("核查情况登记卡", "登记卡/示范县.docx", "每个图斑一张，可打印签字。", lead=True),
            FileLink("违法用地查处登记卡", "查处卡/示范县.docx", "每宗违法用地一张。", lead=True),
            FileLink("往年批而未用（PJ)情况表", "PJ情况表.xlsx", "占用耕地面积取自批准时勘测定界图。"),
            FileLink("矛盾与待查明清单", "矛盾与待查明清单.xlsx", "每一条附查明办法。", lead=True),
            FileLink("图斑判定（GIS 图层)", "图斑判定.gpkg", "QGIS 打开即带样式。", lead=True),
            FileLink("运行记录", "run.json", "全部输入的校验值、版本、数量和用时。"),
        ],
        provenance=Provenance(
            inputs=(
                InputView(
                    "图斑",
                    "图斑/图斑.shp",
                    "2024-07-10",
                    count + 2,
                    "9c1185a5c5e9fc54612808977ee8f548b2258d31aa" + "0" * 22,
                ),
                InputView("变更调查（上年)", "地类图斑.gpkg", "2023", 4381, "ab" * 32),
            ),
            absent=(("土地登记", "已登记范围不能比对，登记类合法情形一律列为待查明。"),),
            lines=(("分带", "3 度带第 38 带"),),
        ),
    )


@pytest.fixture
def page() -> Callable[[int], Page]:
    """Return a maker of invented pages with so many patches."""
    return invented_page


@pytest.fixture
def small_page() -> Page:
    """A page of forty patches."""
    return invented_page(40)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return rulebooks.load()


def judgement_of(view: PatchView) -> Judgement:
    """The judgement that a patch of the invented page could come from."""
    told = {
        "patch_number": view.number,
        "part_number": view.part,
        "patch_list": view.patch_list.slug if view.patch_list else None,
        "township_code": view.township_code,
        "township_name": view.township_name,
        "user": view.user or None,
        "image_before": PartialDate.parse("2023-06-11"),
        "survey_comparison": "inconsistent" if view.inconsistent else "consistent",
        "monitored_area": view.monitored,
        "geometry_area": view.extent,
        "cultivated_area": view.cultivated,
        "basic_farmland_area": view.basic_farmland,
        "finding": view.finding.slug,
        "violation_type": view.violation.slug if view.violation else None,
        "prejudgement": view.prejudgement.slug if view.prejudgement else None,
    }
    if view.counted is not None:
        told |= {"counted_area": view.counted, "counted_cultivated_area": view.cultivated}
    missing = tuple(MissingFact("use_date", lack.title, lack.why, lack.settled_by) for lack in view.missing)
    return Judgement(Facts(told), (), missing, "edition")


@pytest.fixture
def judged(small_page: Page) -> list[tuple[Judgement, object]]:
    """Forty judged parts with their polygons."""
    return [(judgement_of(view), view.geometry) for view in small_page.patches]
