"""The list that a lot is drawn from: every patch with a finding, as it stands when the list is fixed.

A result is a row of text, so that whoever holds the list can take its digest and draw it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet

from tuban.rules.strata import Result, StratifiedDraw, draw_strata
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Finding
from tuban.workflow.scrutiny.models import Points
from tuban.workflow.supervision.judging import Verdict, verdict_of
from tuban.workflow.supervision.law import DrawLaw, finding_titles, law_of
from tuban.workflow.supervision.models import Drawn
from tuban.workflow.supervision.words import Purpose, Stratum

Row = dict[str, Any]
History = dict[str, tuple[int, int]]


def results_of(campaign: Campaign, law: DrawLaw, now: datetime) -> list[Row]:
    """Return the rows of a list: ``key``, ``patch`` (its number in the tables), ``finding``, ``mu`` and
    ``cultivated_mu`` (亩, as text; empty where not known), ``stratum`` and ``signs``."""
    rows = (
        Finding.objects.filter(patch__campaign=campaign, patch__fate=Fate.ACTIVE, is_current=True)
        .filter(finding__in=finding_titles()).select_related("patch")
        .annotate(times=Count("patch__findings")).defer("judgement", "decided", "patch__geometry", "patch__issued")
        .order_by("patch__number", "patch__part_number")
    )  # fmt: skip
    points = dict(
        Points.objects.filter(patch__campaign=campaign, points__gte=law.risk_points).values_list("patch_id", "points")
    )
    history = history_of(campaign)
    return [_row(one, law, now, one.patch_id in points, history) for one in rows]


def _row(one: Finding, law: DrawLaw, now: datetime, has_points: bool, history: History) -> Row:
    patch = one.patch
    area = patch.area_mu if one.counted_mu is None else one.counted_mu
    cultivated = patch.cultivated_mu if one.counted_cultivated_mu is None else one.counted_cultivated_mu
    told = {
        "points": has_points,
        "late": one.at >= now - timedelta(days=law.risk_days),
        "reopened": one.times > 1,  # type: ignore[attr-defined]
        "large": area is not None and Fraction(area) >= law.risk_area,
        "history": history.get(patch.township_code, (0, 0))[1] > 0,
        # nobody knows of it what is known of others; where nothing is known of any, it tells none apart
        "unvisited": bool(history) and patch.township_code not in history,
    }
    signs = [name for name, is_so in told.items() if is_so]
    return {
        "key": str(patch), "patch": patch.pk, "finding": one.finding, "mu": _text(area),
        "cultivated_mu": _text(cultivated), "stratum": Stratum.RISK.value if signs else Stratum.OTHER.value,
        "signs": signs,
    }  # fmt: skip


def _text(area: Decimal | None) -> str:
    return "" if area is None else str(area)


def towns_with_bad(campaign: Campaign) -> set[str]:
    """Return the townships of the county in which an earlier supervision, of this or another campaign, found a bad
    result by the numbers of its own lot."""
    return {code for code, (_visited, bad) in history_of(campaign).items() if bad}


def unvisited_towns(campaign: Campaign) -> tuple[int, int]:
    """Return of how many townships with results no supervision visited any before, and of how many there are."""
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE, finding__in=finding_titles())
    codes = set(rows.order_by().values_list("township_code", flat=True))
    return len(codes - set(history_of(campaign))), len(codes)


def history_of(campaign: Campaign) -> History:
    """Return of every township of the county that was visited before how many second visits it had, and how many did
    not bear the first result out. A township that is missing has no history: nobody knows."""
    seen = Drawn.objects.filter(
        purpose=Purpose.FIELD, sealed_at__isnull=False, patch__campaign__area_code=campaign.area_code,
        patch__campaign__is_practice=campaign.is_practice,
    ).select_related("patch", "lot__supervision__campaign").defer(
        "lot__results", "patch__geometry", "patch__issued"
    )  # fmt: skip
    laws: dict[Any, DrawLaw] = {}
    told: History = {}
    for one in seen:
        law = laws.get(one.lot_id) or laws.setdefault(one.lot_id, law_of(one.lot))
        visited, bad = told.get(one.patch.township_code, (0, 0))
        told[one.patch.township_code] = (visited + 1, bad + (verdict_of(one, law) is Verdict.BAD))
    return told


def without_finding(campaign: Campaign) -> QuerySet[Patch]:
    """Return the patches that are in no list, because nobody took a finding on them."""
    return Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).exclude(finding__in=finding_titles())


def digest_of(rows: Sequence[Row]) -> str:
    """Return the SHA-256 of a list: of its rows as JSON, names sorted, without blanks, in UTF-8."""
    said = json.dumps(list(rows), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def commitment_of(secret: str) -> str:
    """Return what is published of a secret before the draw."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed_of(secret: str, word: str) -> str:
    """Return the seed that a secret and a word make: neither who keeps the one nor who names the other chooses it."""
    return hashlib.sha256(f"{secret}\n{word}".encode()).hexdigest()


def drawn_from(rows: Sequence[Row], *, share: Fraction, law: DrawLaw, seed: str) -> StratifiedDraw:
    """Draw what is visited."""
    results = {row["key"]: Result(row["finding"], row["stratum"]) for row in rows}
    return draw_strata(results, share=share, factors=factors_of(law), quotas=law.quotas, seed=seed)


def files_from(rows: Sequence[Row], *, law: DrawLaw, seed: str) -> StratifiedDraw:
    """Draw the files of lawful land that are read; their turns are others than those of the visits."""
    results = {row["key"]: Result("lawful", "lawful") for row in rows if row["finding"] == "lawful"}
    return draw_strata(
        results, share=Fraction(0), factors={}, quotas={"lawful": law.files},
        seed=f"{seed}\nfiles",
    )  # fmt: skip


def factors_of(law: DrawLaw) -> dict[str, int]:
    """Return how many times the share each stratum is drawn with."""
    return {Stratum.RISK.value: law.risk_factor, Stratum.OTHER.value: 1}


def populations(rows: Sequence[Row]) -> list[int]:
    """Return how many results each stratum has, in the order of :func:`factors_of`."""
    return [sum(row["stratum"] == name for row in rows) for name in (Stratum.RISK, Stratum.OTHER)]
