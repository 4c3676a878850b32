"""The warning, interview and accountability lists (提醒、约谈、问责名单): which units stand past which line, as data.

A unit stands on the list of the gravest line that it is past. What keeps a ratio from being published is told with it:
such a unit stands on its list as provisional.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tuban.rules.ratio import Line, percent
from tuban.workflow.accountability.standings import Standing

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LineList:
    """The units past one line: what happens to them (``action``), and their rows."""

    id: str
    action: str
    rows: tuple[Row, ...]


def rows_of(found: Iterable[Standing]) -> list[dict[str, Any]]:
    """Return how units stand as rows that can be kept: areas in 亩 as text, shares in per cent with two places."""
    return [_row(one) for one in found]


def lines_of(found: Iterable[Standing]) -> list[dict[str, Any]]:
    """Return the lines that units are measured by, each once: level, value, operator, and what they rest on."""
    lines: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in found:
        for line in one.ratio.lines:
            value = f"{line.operator} {percent(line.value)}"
            lines.setdefault((one.level, line.id, value), {
                "level": one.level, "id": line.id, "action": line.action, "value": value, "cites": list(line.cites),
            })  # fmt: skip
    return list(lines.values())


def lists_of(rows: Sequence[Row]) -> list[LineList]:
    """Return the lists of rows, mildest first; a list without a unit stands too, for that is what is aimed at."""
    actions: dict[str, str] = {}
    for row in rows:
        for line in row["lines"]:
            actions.setdefault(line["action"], line["id"])
    return [
        LineList(
            id, action, tuple(row for row in rows if row["crossed"] is not None and row["crossed"]["action"] == action)
        )
        for action, id in actions.items()
    ]


def digest_of(rows: Any, lines: Any, *, campaigns: Iterable[str], at: datetime, area_code: str) -> str:
    """Return the digest of a list: of its rows, lines, campaigns, division and time."""
    told = {"rows": rows, "lines": lines, "campaigns": sorted(campaigns), "at": at.isoformat(), "area_code": area_code}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _row(one: Standing) -> dict[str, Any]:
    ratio = one.ratio
    rests = one.counted.resting(ratio.construction)
    return {
        "code": one.code,
        "name": one.name,
        "level": one.level,
        "campaign": str(one.campaign.pk) if one.campaign else "",
        "before": percent(ratio.before),
        "after": percent(ratio.after),
        "unlawful": str(ratio.numerator.mu),
        "deducted": str(ratio.deductions.mu),
        "construction": str(ratio.denominator.mu),
        "unlawful_parts": len(ratio.unlawful.keys),
        "construction_parts": len(ratio.construction.keys),
        "taken": rests.taken,
        "taken_mu": str(rests.taken_mu),
        "proposed": rests.proposed,
        "proposed_mu": str(rests.proposed_mu),
        "undecided": len(ratio.undecided),
        "unmeasured": len(ratio.unmeasured),
        "is_publishable": ratio.publishable,
        "crossed": _line(ratio.crossed) if ratio.crossed else None,
        "lines": [_line(line) for line in ratio.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"id": line.id, "action": line.action, "value": percent(line.value), "operator": line.operator}
