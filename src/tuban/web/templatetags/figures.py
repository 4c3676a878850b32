"""Figures as officials write them: 亩 and ㎡ with two decimals, the labels of the lawbook, what is unknown as a dash.

``{{ area|mu }}`` takes square metres, an :class:`Area` or a figure that is in 亩 already (``{{ mu|two }}``).
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuban.rules.ratio import percent
from tuban.values.area import Area, AreaUnit
from tuban.workflow.comparison.lawbook import label_of

register = template.Library()
NOTHING = "—"
_TWO = Decimal("0.01")


def _area(value: Any) -> Area | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, Area) else Area.from_m2(value)


@register.filter
def mu(value: Any) -> str:
    """Return an area, or square metres, in 亩 with two decimals; a dash where nobody knows it.

    >>> mu(Area.from_mu("6.424")), mu(None)
    ('6.42', '—')
    """
    area = _area(value)
    return NOTHING if area is None else two(area.in_unit(AreaUnit.MU))


@register.filter
def square_metres(value: Any) -> str:
    """Return an area, or square metres, in ㎡ with two decimals; a dash where nobody knows it.

    >>> square_metres("4280.119")
    '4\u202f280.12'
    """
    area = _area(value)
    return NOTHING if area is None else two(area.in_unit(AreaUnit.M2))


@register.filter
def two(value: Any) -> str:
    """Return a figure with two decimals and its thousands apart; a dash where there is none.

    >>> two(Decimal("1234.5")), two("")
    ('1\u202f234.50', '—')
    """
    if value is None or value == "":
        return NOTHING
    return f"{Decimal(value).quantize(_TWO, ROUND_HALF_UP):,}".replace(",", "\u202f")


@register.filter
def share(value: Fraction | Decimal | None) -> str:
    """Return a share in per cent; a dash where it is blank.

    >>> share(Fraction(1, 8)), share(Decimal("0.9133"))
    ('12.50%', '91.33%')
    """
    return NOTHING if value is None else percent(Fraction(value))


@register.filter
def label(value: str | None, codelist: str) -> str:
    """Return the word of the lawbook for a code: ``{{ patch.proposed_finding|label:"finding" }}``."""
    return label_of(codelist, value or "")


@register.filter
def due(day: date | None) -> SafeString | str:
    """Return a deadline in words: overdue, today, or how many days are left."""
    if day is None:
        return NOTHING
    left = (day - timezone.localdate()).days
    if left < 0:
        words = ngettext("{days} day overdue", "{days} days overdue", -left).format(days=-left)
        return format_html('<span class="late">{}</span> <span class="small mute">{}</span>', words, day.isoformat())
    if left == 0:
        return format_html('<span class="late">{}</span>', _("Today"))
    words = ngettext("{days} day left", "{days} days left", left).format(days=left)
    return format_html('{} <span class="small mute">{}</span>', words, day.isoformat())


@register.filter
def file_size(value: int) -> str:
    """Return a size in units that people read.

    >>> file_size(900), file_size(2_560_000)
    ('900 B', '2.4 MB')
    """
    size = float(value)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    raise AssertionError


@register.filter
def for_script(value: float) -> str:
    """Return a coordinate as a program reads it, whatever the language.

    >>> for_script(512345.678901)
    '512345.678901'
    """
    return repr(float(value))
