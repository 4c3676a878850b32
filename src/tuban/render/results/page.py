"""The front door of a result folder: what the inspection found and where each file lies, told to the index page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tuban import __version__
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.missing import COSTS
from tuban.inspect.run import Inspection
from tuban.kernel.chips import ChipPair
from tuban.render.index_page import (
    CampaignView,
    Chips,
    Counts,
    FileLink,
    InputView,
    PatchView,
    Provenance,
    write_index,
)
from tuban.render.index_page.from_judgement import finding_labels, patch_view, ratio_view
from tuban.render.reading import text_of
from tuban.rules.checks import catalogue_of
from tuban.rules.rulebook import Rulebook
from tuban.values.codes import PRACTICE_PREFIX
from tuban.values.facts import Facts
from tuban.values.language import chinese
from tuban.values.problems import Problem

PartKey = tuple[str, str]


def write_result_page(
    page: Path,
    inspection: Inspection,
    rulebook: Rulebook,
    *,
    on: date,
    files: list[FileLink],
    cards: Mapping[PartKey, list[FileLink]],
    chips: Mapping[PartKey, ChipPair],
    traced: Mapping[str, Any],
) -> None:
    """Write the index page; ``cards`` are the links of each part, ``chips`` its pictures, ``traced`` the forms.json."""
    campaign = inspection.disc.campaign
    write_index(
        page,
        campaign=CampaignView(
            title=campaign.title,
            county_code=campaign.area_code,
            county_name=campaign.area_name,
            disc=campaign.id,
            as_of=on,
            lawbook_edition=rulebook.edition,
            epsg=campaign.epsg,
            issuer=campaign.issuer,
            version=__version__,
            is_practice=campaign.area_code.startswith(PRACTICE_PREFIX),
        ),
        findings=finding_labels(rulebook),
        townships=inspection.townships,
        patches=_patches(inspection, rulebook, page.parent, cards, chips),
        ratios=[
            ratio_view(inspection.ratios[unit.code], unit.name, rulebook, is_county=unit.is_county)
            for unit in inspection.units
        ],
        counts=_counts(inspection),
        problems=inspection.problems,
        files=files,
        provenance=_provenance(inspection),
        rule_titles={rule.id: rule.title for rule in catalogue_of(rulebook).rules.values()},
        traced=traced,
    )


def result_files(folder: Path) -> list[FileLink]:
    """Return what a person opens of a result folder: tables, cards, reports, maps, data, each in the order of the work.

    Only what is there; the run record is always written, after this page.
    """
    groups = {
        "表": (
            FileLink(
                "准备资料清单", "准备资料清单.xlsx", chinese("What was at hand, what was missing, what that costs")
            ),
            FileLink(
                "矛盾与待查明清单", "矛盾与待查明清单.xlsx", chinese("By patch, with what would settle each"), True
            ),
            FileLink("矛盾对照表", "矛盾对照表.xlsx", chinese("Both sources side by side, by kind and township")),
            FileLink("统计表", "统计表.xlsx", chinese("The statutory forms in one workbook, with checks"), True),
        ),
        "卡": (
            FileLink(
                "登记卡合订本", "登记卡-合订本", chinese("Registration cards by township, to print and sign"), True
            ),
            FileLink("查处卡合订本", "查处卡-合订本", chinese("Handling cards of unlawful plots by township"), True),
            FileLink("登记卡", "登记卡", chinese("One card a plot")),
            FileLink("查处卡", "查处卡", chinese("One card an unlawful plot")),
            FileLink("PJ登记表", "PJ地块占用耕地面积情况登记表.docx", chinese("Approved earlier, built this year")),
        ),
        "报告": (
            FileLink(
                "汇总分析报告", "执法检查汇总分析报告.docx", chinese("Draft with cited figures, to complete"), True
            ),
            FileLink(
                "调查处理情况报告",
                "违法行为调查处理情况报告.docx",
                chinese("Draft with typical cases, to complete"),
                True,
            ),
        ),
        "图": (
            FileLink("卫片图合订本", "卫片图-合订本.pdf", chinese("Image sheets of all townships, as PDF"), True),
            FileLink("卫片图", "卫片图", chinese("One image sheet a township")),
            FileLink(
                "万分之一图", "万分之一图", chinese("Small and unclear patches on 1:10 000 sheets, to print"), True
            ),
        ),
        "数据": (
            FileLink(
                "导入体检", "导入体检.html", chinese("What was found on the disc, with a map and every repair"), True
            ),
            FileLink("导入证明", "导入证明.pdf", chinese("What was delivered and how it was taken, to be signed")),
            FileLink("图斑判定", "图斑判定.gpkg", chinese("All results by patch, styled for QGIS"), True),
            FileLink("运行记录", "run.json", chinese("Checksums, editions, versions, times")),
        ),
    }
    return [
        replace(link, group=title)
        for title, links in groups.items()
        for link in links
        if link.path == "run.json" or (folder / link.path).exists()
    ]


def _patches(
    inspection: Inspection,
    rulebook: Rulebook,
    folder: Path,
    cards: Mapping[PartKey, list[FileLink]],
    chips: Mapping[PartKey, ChipPair],
) -> list[PatchView]:
    problems: dict[PartKey, list[Problem]] = defaultdict(list)
    for problem in inspection.problems:
        problems[problem.patch_number, problem.part_number].append(problem)
    return [
        patch_view(
            part.judgement,
            part.geometry,
            problems.get(part.key, ()),
            cards.get(part.key, ()),
            rulebook,
            chips=_pictures(chips.get(part.key), part.facts, folder, rulebook),
            own=own,
        )
        for part, own in zip(inspection.parts, inspection.figures, strict=True)
    ]


def _pictures(pair: ChipPair | None, facts: Facts, folder: Path, rulebook: Rulebook) -> Chips | None:
    if pair is None or (pair.before is None and pair.after is None):
        return None
    before, after = (path.relative_to(folder).as_posix() if path else "" for path in (pair.before, pair.after))
    return Chips(before, after, text_of(facts, "image_before", rulebook), text_of(facts, "image_after", rulebook))


def _counts(inspection: Inspection) -> Counts:
    """Return how many patches were issued, read, and left out."""
    lists = inspection.disc.layers["patches"]
    issued, read = sum(layer.source_count for layer in lists), sum(layer.count for layer in lists)
    return Counts(issued, read, issued - read)


def _provenance(inspection: Inspection) -> Provenance:
    disc = inspection.disc
    return Provenance(
        inputs=tuple(
            InputView(roles()[role].title, layer.source_file, layer.edition, layer.count, layer.checksum_sha256)
            for role in roles()
            for layer in disc.layers.get(role, ())
        ),
        absent=tuple((roles()[role].title, chinese(COSTS[role])) for role in disc.missing_roles if role in COSTS),
    )
