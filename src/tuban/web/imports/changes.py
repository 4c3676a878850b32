"""What a disc changes of patches that are here, as a clerk reads it before confirming, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.inspect.disc.fields import labels, roles
from tuban.web.templatetags.figures import label, mu
from tuban.workflow.patches.arrivals.foreseen import Change, Foreseen, chosen, with_patches
from tuban.workflow.patches.correcting import What
from tuban.workflow.patches.states import State
from tuban.workflow.review.opinions.board import opinions_of_each
from tuban.workflow.submission.queries import current_seal

if TYPE_CHECKING:
    from django.http import QueryDict

    from tuban.workflow.patches.arrivals.queries import Arrival

_A_PAGE = 50
_KINDS = {
    "corrected_worked": (What.CORRECTED, True, gettext_lazy("Corrected, worked on")),
    "missing_worked": (What.MISSING, True, gettext_lazy("Not on the disc, worked on")),
    "corrected": (What.CORRECTED, False, gettext_lazy("Corrected, untouched")),
    "missing": (What.MISSING, False, gettext_lazy("Not on the disc, untouched")),
    "back": (What.BACK, False, gettext_lazy("Issued again")),
    "back_worked": (What.BACK, True, gettext_lazy("Issued again, worked on")),
    "new": (What.NEW, False, gettext_lazy("New")),
}
"""What can happen to a patch, the weightiest first."""


def foreseen_shown(foreseen: Foreseen, query: QueryDict) -> dict[str, Any]:
    """Return the table of what a disc would change: kinds with their counts, and a page of the chosen kind."""
    counts = foreseen.counts
    numbers = {key: counts.get((what, worked), 0) for key, (what, worked, _title) in _KINDS.items()}
    first = next((key for key, count in numbers.items() if count), "")
    key = query.get("changes", first)
    key = key if numbers.get(key) else first
    rows = chosen(foreseen.changes, _KINDS[key][0], is_worked_on=_KINDS[key][1]) if key else []
    after = query.get("after", "")
    begin = next((place for place, one in enumerate(rows) if one.number > after), len(rows)) if after else 0
    page = rows[begin : begin + _A_PAGE]
    seal = current_seal(foreseen.campaign)
    return {
        "chips": [
            {"title": title, "url": f"?changes={name}#changes", "count": numbers[name], "is_current": name == key}
            for name, (_what, _worked, title) in _KINDS.items()
            if numbers[name]
        ],
        "rows": _rows(foreseen, page), "shown": min(begin + _A_PAGE, len(rows)), "total": len(rows),
        "first_url": f"?changes={key}#changes" if begin else "",
        "next_url": f"?changes={key}&after={page[-1].number}#changes" if begin + _A_PAGE < len(rows) else "",
        "is_old": foreseen.is_old, "missing": foreseen.missing, "seal": seal,
    }  # fmt: skip


def _rows(foreseen: Foreseen, page: list[Change]) -> list[dict[str, Any]]:
    page = with_patches(foreseen.campaign, page)
    opinions = opinions_of_each([row.pk for one in page for row in one.rows])
    return [
        {
            "number": one.number, "was": one.was,
            "patches": [
                {"name": str(row), "url": reverse("web:patch", args=[row.uuid]),
                 "state": State(row.state).label, "finding": label(row.finding, "finding") if row.finding else "",
                 "opinions": opinions[row.pk]}
                for row in one.rows
            ],
            "columns": _columns(one),
            "area": {"old": mu(one.m2[0]), "new": mu(one.m2[1]), "differs": mu(one.m2[1] - one.m2[0])} if one.m2
            else None,
            "follows": _follows(one, opinions),
        }
        for one in page
    ]  # fmt: skip


def _columns(one: Change) -> list[dict[str, str]]:
    return [
        {"title": issued_title(name), "old": issued_value(name, old), "new": issued_value(name, new)}
        for name, (old, new) in one.columns.items()
    ]


def issued_title(name: str) -> str:
    """Return what a column of issued patches is called in Chinese; its own name where nobody has a word for it."""
    field = roles()["patches"].fields.get(name)
    known = [alias for alias in field.aliases if not alias.isascii()] if field is not None else []
    return known[0] if known else name


def issued_value(name: str, value: Any) -> str:
    """Return what was issued, in the words of its code list; a dash where nothing was."""
    if value in (None, ""):
        return "—"
    return labels("patch_list").get(str(value), str(value)) if name == "list" else str(value)


def _follows(one: Change, opinions: Any) -> list[str]:
    """Return what becomes of the work of people."""
    found = any(row.finding for row in one.rows)
    if one.what is What.MISSING:
        told = [_("where it is said that the issuer withdrew it: it counts no more, with its history kept")]
        return told + ([_("a finding was taken on it")] if found else [])
    if not one.is_worked_on or one.what is What.NEW:
        return []
    told = []
    if found:
        told.append(_("the finding has to be looked at and taken again before a seal"))
    if any(opinions[row.pk] for row in one.rows):
        told.append(_("opinions are outdated: the departments speak again"))
    if one.m2 is not None and one.is_cut:
        told.append(_("the pieces that people cut end: the patch stands again as it is issued"))
    return told or [_("it is compared anew; nothing that people stated is outdated")]


def became(outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a loaded disc changed, in figures."""
    told = (
        ("new", _("New"), ""), ("changed", _("Corrected, untouched"), ""),
        ("corrected", _("Corrected, worked on"), ""),
        ("withdrawn", _("Withdrawn by the issuer"), reverse("web:patches") + "?fate=withdrawn"),
        ("back", _("Issued again"), ""), ("kept", _("Worked on, the same as before"), ""),
    )  # fmt: skip
    return [
        {"title": title, "count": outcome[name], "url": url} for name, title, url in told if outcome.get(name)
    ]  # fmt: skip


def actions_to_confirm(
    arrival: Arrival, foreseen: Foreseen | None, reason: str, words: str
) -> Iterator[dict[str, Any]]:
    """Yield the ways of confirming: one, or two where somebody has to say what the missing patches are."""
    address = reverse("web:import_confirm", args=[arrival.pk])
    common = {"icon": "check", "name": "version", "value": arrival.version, "reason": reason}
    if foreseen is None or not foreseen.missing:
        yield {"title": _("Confirm and load"), "post": address, "primary": True, "consequence": words, **common}
        return
    yield {
        "title": _("Confirm: {count} missing were withdrawn").format(count=foreseen.missing), "primary": True,
        "post": f"{address}?missing=end", **common,
        "consequence": words + _(
            " {count} patches that the disc does not have were withdrawn by their issuer: they count no more. A later "
            "disc that has them brings them back."
        ).format(count=foreseen.missing),
    }  # fmt: skip
    yield {
        "title": _("Confirm: the disc only adds"), "post": f"{address}?missing=stay", **common,
        "consequence": words + _(" {count} patches that the disc does not have stay as they are.").format(
            count=foreseen.missing
        ),
    }  # fmt: skip
