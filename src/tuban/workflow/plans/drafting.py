"""The draft of a plan as a Word file: the chapters of the lawbook with the figures of the unit, and its parcels."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from tuban.render.reports.official_paper import TO_WRITE, new_paper, saved
from tuban.render.reports.pieces import CellText, add_paragraph, add_table, run
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.plans.law import Chapter, Kind
from tuban.workflow.reporting.counting import Parcel, content_of, sums_of

_NUMBERS = "一二三四五六七八九十"
_WIDTHS_MM = (12, 44, 40, 20, 20, 40, 24)


def draft(campaign: Campaign, unit: Unit, kind: Kind, *, on: date) -> bytes:
    """Return the draft of a unit as the office stands on a day; what the unit has to write is marked."""
    parcels, figures = _figures(campaign, unit, on)
    paper = new_paper(kind.title, dated=on)
    add_paragraph(paper, "Title", run(f"{unit}{kind.title}"))
    for place, chapter in enumerate(kind.chapters):
        add_paragraph(paper, "Heading 1", run(f"{_NUMBERS[place]}、{chapter.title}"))
        _chapter(paper, chapter, figures)
    add_paragraph(paper, "Report Sign", run(str(unit)))
    add_paragraph(paper, "Report Sign", run(f"{on.year}年{on.month}月{on.day}日"))
    if kind.has_parcels and parcels:
        _table(paper, parcels)
    return saved(paper)


def _chapter(paper: object, chapter: Chapter, figures: dict[str, str]) -> None:
    if chapter.text:
        add_paragraph(paper, "Body Text", run(chapter.text.format_map(figures)))
    for ask in chapter.asks:
        add_paragraph(paper, "Body Text", run(f"【{ask}】", TO_WRITE))


def _figures(campaign: Campaign, unit: Unit, on: date) -> tuple[list[Parcel], dict[str, str]]:
    """Return the parcels found unlawful and the words of every blank; areas are 亩."""
    is_county = unit.level == Level.COUNTY
    units = list(townships_of(campaign)) if is_county else [unit]
    parcels = [parcel for one in units for parcel in content_of(campaign, one, on).parcels]
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE)
    if not is_county:
        rows = rows.filter(Q(managed_code=unit.code) | Q(managed_code="", township_code=unit.code))
    sums = sums_of(parcels)
    told = {
        "unit": str(unit), "campaign": campaign.title, "area": campaign.area_name, "patches": str(rows.count()),
        "unlawful": sums["total"]["plots"], "unlawful_mu": sums["total"]["area_mu"],
        "cultivated_mu": sums["total"]["cultivated_mu"], "open": sums["open"]["plots"],
        "open_mu": sums["open"]["area_mu"], "begins": _day(campaign.begins), "ends": _day(campaign.ends),
    }  # fmt: skip
    return parcels, defaultdict(lambda: "＿＿", told)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else "＿＿年＿＿月＿＿日"


def _table(paper: object, parcels: list[Parcel]) -> None:
    heads = (_("No."), _("Patch number"), _("Location"), _("Area (mu)"), _("Cultivated (mu)"),
             _("Way of rectification"), _("Due on"))  # fmt: skip
    add_paragraph(paper, "Report Attachment", run(_("Attached: parcels to be put right")))
    head = [[CellText(run(one), "Report Small Head") for one in heads]]
    rows = [
        [
            CellText(run(text), "Report Small Number" if column in (0, 3, 4) else "Report Small")
            for column, text in enumerate((
                str(number), one["number"], one["place"], one["area_mu"] or "—", one["cultivated_mu"] or "—",
                "、".join(one["titles"]) or "—", one["due_on"] or "—",
            ))
        ]
        for number, one in enumerate(parcels, 1)
    ]  # fmt: skip
    add_table(paper, _WIDTHS_MM, head, rows)
