"""What pages of supervision show: the promise, the lot, sheets, and the head that they share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tuban.values.area import round_half_up
from tuban.web.acting import by
from tuban.web.found import found_or_404
from tuban.web.tabs import supervision_tabs
from tuban.workflow.supervision import judging, listing, policies, queries
from tuban.workflow.supervision.law import DrawLaw, draw_law, finding_titles, law_of, supervision_law
from tuban.workflow.supervision.words import Purpose, Stratum

_PARTS = (
    ("lot", _("Second visits"), "web:supervision_lot"), ("office", _("Office results"), "web:supervision_office"),
    ("checklist", _("Checklist"), "web:supervision_checklist"),
    ("dossier", _("Materials and minutes"), "web:supervision_dossier"),
    ("corrections", _("Corrections"), "web:supervision_corrections"),
    ("report", _("Report"), "web:supervision_report"),
)  # fmt: skip
VERDICTS = {
    judging.Verdict.GOOD: (_("bears it out"), "good"), judging.Verdict.BAD: (_("does not"), "late"),
    judging.Verdict.UNKNOWN: (_("not visited yet"), "quiet"),
}  # fmt: skip
_LEVELS = {judging.Decision.REJECTED: "blocked"}


_SHORT = _("{what}: {asked} of «{kind}» are to be drawn, but there are only {available}.")


def head_of(request: HttpRequest, key: UUID, current: str) -> dict[str, Any]:
    """Return what every page of a supervision shows; raises Http404 where it is none of theirs."""
    acting = by(request)
    supervision = found_or_404(request, queries.supervisions_seen_by(acting), key)
    parts = [
        {"title": title, "url": reverse(name, args=[supervision.pk]), "is_current": part == current, "count": None}
        for part, title, name in _PARTS
    ]
    return {
        "tabs": supervision_tabs("supervisions"), "supervision": supervision, "campaign": supervision.campaign,
        "parts": parts, "why_not": policies.may_supervise.explain(acting, supervision), "law": supervision_law(),
    }  # fmt: skip


def percent(share: Fraction, places: int = 1) -> str:
    """Return a share as per cent."""
    return f"{round_half_up(share * 100, places)} %"


def promise(found: queries.Promise, law: DrawLaw) -> dict[str, Any]:
    """Return a promise as its card."""
    names = [str(Stratum(name).label) for name in listing.factors_of(law)]
    return {
        "population": found.population, "drawn": sum(found.drawn), "bad": found.bad,
        "strata": [
            {"title": name, "population": every, "drawn": drawn}
            for name, every, drawn in zip(names, found.populations, found.drawn, strict=True)
        ],
        "surely": percent(found.surely), "evenly": percent(found.evenly), "confidence": percent(law.confidence, 0),
        "bad_share": percent(law.bad_share, 0), "needed": found.drawn_needed,
        "needed_share": f"{float(found.share_needed):.4f}" if found.share_needed is not None else "",
        "is_kept": found.surely >= law.confidence,
    }  # fmt: skip


def judged(lot: Any, drawn: Sequence[Any], law: DrawLaw) -> dict[str, Any]:
    """Return what a lot says of all results."""
    found = judging.judge_lot(listing.populations(lot.results), drawn, law)
    every, is_open = found.estimate, found.decision is judging.Decision.OPEN
    decided = supervision_law().report.words[found.decision.value]
    return {
        "row": found, "words": _("Not decided: sheets are open") if is_open else decided,
        "level": _LEVELS.get(found.decision, "info"), "most_bad": law.most_bad,
        "is_decided": not is_open,
        "likeliest": f"{float(every.likeliest):.1f}" if every.likeliest is not None else "",
        "likeliest_share": percent(every.likeliest / every.population) if every.likeliest is not None else "",
        "least": every.least, "most": every.most, "least_share": percent(Fraction(every.least, every.population)),
        "most_share": percent(Fraction(every.most, every.population)), "confidence": percent(law.confidence, 0),
    }  # fmt: skip


def drawn_row(one: Any, law: DrawLaw, signs: dict[str, list[str]], is_closed: bool) -> dict[str, Any]:
    """Return a drawn patch as a row: first beside second once that is sealed."""
    titles, verdict, found = finding_titles(), judging.verdict_of(one, law), judging.difference_of(one, law)
    told = supervision_law().signs
    return {
        "row": one, "url": reverse("web:patch", args=[one.patch.uuid]), "first": titles.get(one.first_finding, ""),
        "second": titles.get(one.finding, ""), "difference": found, "words": VERDICTS[verdict][0],
        "look": VERDICTS[verdict][1], "signs": [told[name] for name in signs.get(str(one.patch), [])],
        "compare": reverse("web:supervision_compared", args=[one.pk]),
        "hand_over": "" if one.sealed_at or is_closed else reverse("web:supervision_hand_over", args=[one.pk]),
        "name_false": "" if not one.sealed_at or is_closed else reverse("web:supervision_name_false", args=[one.pk]),
    }  # fmt: skip


def _history(campaign: Any) -> str:
    """Return what is not known of the townships, as a sentence; empty where all were visited before."""
    unvisited, every = listing.unvisited_towns(campaign)
    if not unvisited:
        return ""
    if unvisited == every:
        return str(_("No supervision visited any township of it before: what they are like is unknown."))
    return ngettext(
        "{n} township was never visited by a supervision: what it is like is unknown, it is drawn as one with risk.",
        "{n} townships were never visited by a supervision: what they are like is unknown, they are drawn as those "
        "with risk.",
        unvisited,
    ).format(n=unvisited)  # fmt: skip


def lot_page(request: HttpRequest, head: dict[str, Any]) -> dict[str, Any]:
    """Return what the page of the lot shows: the promise before it is drawn, what came of it after."""
    acting, supervision = by(request), head["supervision"]
    lot = queries.lot_of(supervision)
    law = draw_law(supervision.campaign) if lot is None else law_of(lot)
    if lot is None:
        found, without = queries.promise_now(supervision.campaign)
        words = ngettext(
            "{n} patch has no finding yet. Nobody draws it, and the promise says nothing of it.",
            "{n} patches have no finding yet. Nobody draws them, and the promise says nothing of them.", without,
        ).format(n=without)  # fmt: skip
        card = promise(found, law) if found.population else None
        more = {"without": without, "without_words": words, "history": _history(supervision.campaign)}
        return {"lot": None, "promise": card, **more}
    shown = queries.promise_of(listing.populations(lot.results), Fraction(lot.share), law)
    context: dict[str, Any] = {
        "lot": lot, "promise": promise(shown, law), "share": percent(Fraction(lot.share), 2), "count": len(lot.results)
    }  # fmt: skip
    if lot.drawn_at is None:
        return context
    visited = queries.is_visited(lot)
    field = queries.drawn_of(lot, Purpose.FIELD)
    context |= {"knows": policies.knows_drawn(acting, lot, is_visited=visited), "total": len(field),
                "sealed": sum(one.sealed_at is not None for one in field), "proves": queries.proves(lot)}  # fmt: skip
    if context["knows"]:
        signs = {row["key"]: row["signs"] for row in lot.results}
        is_closed = supervision.closed_at is not None
        titles = finding_titles()
        context |= {
            "rows": [drawn_row(one, law, signs, is_closed) for one in field], "judged": judged(lot, field, law),
            "short": [
                {"words": _SHORT.format(**{**one, "kind": titles[one["kind"]]}, what=Purpose(one["purpose"]).label)}
                for one in lot.shortfalls
            ],
        }  # fmt: skip
    return context
