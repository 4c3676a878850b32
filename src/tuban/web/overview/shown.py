"""Rows of the overview as pages show them."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.rules.ratio import percent
from tuban.web.accountability.words import gauge
from tuban.web.overview.asking import Asked
from tuban.web.overview.words import KINDS, LOOKS, ORIGINS, STAGES
from tuban.workflow.overview.counties import STAGES as ORDER
from tuban.workflow.overview.counties import County, Origin
from tuban.workflow.overview.late import Kind, Late
from tuban.workflow.overview.queries import COUNTY_DIGITS
from tuban.workflow.overview.rolling import MOST_FIRST, Row, ranked

_TOWNSHIP_DIGITS = 9


def heads(asked: Asked) -> list[dict[str, Any]]:
    """Return the heads of the table, each with the address that orders by it, or turns the order."""
    columns = [
        ("code", _("Unit"), False), ("found", _("Findings taken"), True), ("mu", _("Patches, area (mu)"), True),
        ("unlawful_mu", _("Unlawful, area (mu)"), True), ("after", _("Ratio after deduction"), True),
        ("handed_in", _("Results handed in"), True),
    ]  # fmt: skip
    if asked.overview.is_county:
        columns.pop()
    found = []
    for key, title, is_number in columns:
        is_current = key == asked.order
        goes_down = (key in MOST_FIRST) is not asked.is_turned
        found.append({
            "key": key, "title": title, "is_number": is_number,
            "sorted": ("descending" if goes_down else "ascending") if is_current else "",
            "url": f"?{asked.query(order=key, turned='1' if is_current and not asked.is_turned else '')}",
        })  # fmt: skip
    return found


def rows(asked: Asked, late: dict[str, int]) -> list[dict[str, Any]]:
    """Return the rows in the order asked, with their places."""
    return [
        row(asked, one, late) | {"place": place}
        for place, one in ranked(asked.overview.rows, asked.order, is_turned=asked.is_turned)
    ]  # fmt: skip


def row(asked: Asked, one: Row, late: dict[str, int]) -> dict[str, Any]:
    """Return one division in words and figures."""
    figures, ratio = one.figures, one.ratio
    corrections = asked.overview.corrections
    return {
        "row": one, "code": one.code, "name": one.name, "figures": figures, "after": percent(ratio.after),
        "before": percent(ratio.before), "crossed": ratio.crossed, "gauge": gauge(ratio.after, ratio.lines),
        "share_found": percent(figures.share_found),
        "found_width": f"{float(figures.share_found or 0) * 100:.0f}",
        "origin": ORIGINS[one.origin], "is_package": one.origin is Origin.PACKAGE,
        "is_mixed": one.origin is Origin.BOTH,
        "stages": [
            {"title": STAGES[stage], "count": one.stages[stage], "look": LOOKS.get(stage, "")}
            for stage in ORDER if one.stages[stage]
        ],
        "holder": one.county.holder if one.county is not None else "", "url": url_of(asked, one),
        "late": sum(count for code, count in late.items() if code.startswith(one.code)),
        "corrections": sum(count for code, count in corrections.items() if code.startswith(one.code)),
        "beside": _beside(one.county),
    }  # fmt: skip


def url_of(asked: Asked, one: Row) -> str:
    """Return where a row leads: the divisions below it, or the patches of a township that works here."""
    if len(one.code) < _TOWNSHIP_DIGITS:
        return f"{reverse('web:overview')}?{asked.query(unit=one.code)}" if one.counties else ""
    county = next((each for each in asked.overview.counties if one.code.startswith(each.code)), None)
    if county is None or county.origin is not Origin.HERE or county.campaign is None:
        return ""
    return f"{reverse('web:patches')}?{urlencode({'campaign': county.campaign.pk, 'township': one.code})}"


def _beside(county: County | None) -> str:
    """Return what else there is of a county that does not count."""
    if county is None:
        return ""
    if county.origin is Origin.HERE and county.brought is not None:
        words = _("a package came too, sealed {day}: it is not added")
        return words.format(day=f"{county.brought.sealed_at:%Y-%m-%d}")
    if county.origin is Origin.PACKAGE and county.campaign is not None:
        return _("issued here too: what was issued is not added")
    return ""


def late(one: Late, today: date) -> dict[str, Any]:
    """Return something late with the page on which it is seen."""
    pages = {
        Kind.SUBMISSION: "web:submission", Kind.EXAMINATION: "web:submission",
        Kind.RECTIFICATION: "web:rectification", Kind.REPORT: "web:reports",
    }  # fmt: skip
    if one.kind is Kind.CORRECTION:
        url = reverse("web:supervision_corrections", args=[one.subject.pk])
    else:
        query = {"campaign": one.campaign.pk}
        more = {"late": "1", "unit": one.code} if one.kind is Kind.RECTIFICATION else {}
        url = f"{reverse(pages[one.kind])}?{urlencode(query | more)}"
    return {
        "what": KINDS[one.kind], "who": one.who, "code": one.code, "county": one.campaign.area_name,
        "count": one.count, "due_on": one.due_on, "days": one.days(today), "url": url,
    }  # fmt: skip


def whereto(asked: Asked) -> list[dict[str, str]]:
    """Return the pages of a county that works in this office, which are read from here."""
    county = next((one for one in asked.overview.counties if one.code == asked.overview.code), None)
    if len(asked.overview.code) != COUNTY_DIGITS or county is None or county.campaign is None:
        return []
    campaign = {"campaign": str(county.campaign.pk)}
    pages: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("web:patches", _("Patches"), {}), ("web:statistics", _("Official forms"), {"unit": county.code}),
        ("web:accountability_unit", _("Ratio and what stands behind it"), {}),
        ("web:submission", _("Reporting up"), {}), ("web:rectification", _("Rectification"), {}),
        ("web:whereabouts", _("Whereabouts"), {}),
    )  # fmt: skip
    return [
        {"title": title,
         "url": f"{reverse(name, args=[county.code] if name.endswith('_unit') else [])}?{urlencode(campaign | more)}"}
        for name, title, more in pages
    ]  # fmt: skip
