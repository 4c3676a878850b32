"""Editions of layers by role, what rests on each, and what a newer one would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.web.acting import by
from tuban.web.deeds import DeskForm, control, deed_page, saved
from tuban.web.found import found_or_404
from tuban.web.layers.delivering import deliver_control
from tuban.web.organisation.forms import VersionForm
from tuban.web.rail import on_rail
from tuban.web.tabs import data_tabs
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.actions import answer_all_that_differ, answer_would_differ, ask_what_would_differ
from tuban.workflow.comparison.policies import may_answer, may_ask_what_differs
from tuban.workflow.comparison.queries import what_rests_on_each, would_differ_seen_by
from tuban.workflow.comparison.uploaded import why_not_newer
from tuban.workflow.layers.actions import describe_edition
from tuban.workflow.layers.policies import may_describe
from tuban.workflow.layers.queries import editions_seen_by, history_of

_PAGE = 50


@on_rail("data")
def layers(request: HttpRequest) -> HttpResponse:
    """Show the current editions by role with what rests on each, and what would differ."""
    acting = by(request)
    current = list(editions_seen_by(acting).filter(replaced_by__isnull=True).order_by("role", "list", "source_file"))
    resting = what_rests_on_each(current)
    differing = would_differ_seen_by(acting)
    context = {
        "tabs": data_tabs("layers"),
        "editions": [{"row": one, "rests": resting.get(one.pk)} for one in current],
        "count": len(current), "open": differing.filter(answer="open").count(),
        "is_administrator": acting.is_administrator,
        "control": deliver_control(request, acting),
    }  # fmt: skip
    return render(request, "web/layers/list.html", context)


@on_rail("data")
def layer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an edition: where it came from, its fingerprints, its history, what rests on it."""
    acting = by(request)
    edition = found_or_404(request, editions_seen_by(acting), key)
    history = list(history_of(edition))
    resting = what_rests_on_each(history)
    asks = may_ask_what_differs.explain(acting, edition)
    context = {
        "tabs": data_tabs("layers"), "edition": edition,
        "rests": resting.get(edition.pk),
        "history": [{"row": one, "rests": resting.get(one.pk)} for one in history],
        "controls": [
            control(_("Deliver a newer edition"), reverse("web:layer_newer", args=[edition.pk]),
                    why_not_newer(acting, edition), icon="upload"),
            control(_("Ask what would differ"), reverse("web:layer_ask", args=[edition.pk]), asks,
                    icon="arrows-exchange"),
            control(_("Correct"), reverse("web:layer_describe", args=[edition.pk]),
                    may_describe.explain(acting, edition), icon="pencil"),
        ],
    }  # fmt: skip
    return render(request, "web/layers/edition.html", context)


class DescribeForm(VersionForm):
    """What people call an edition."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    name = forms.CharField(label=gettext_lazy("Edition"), max_length=80, required=False)
    as_of = forms.CharField(label=gettext_lazy("As of"), max_length=10, required=False)


@on_rail("data")
def layer_describe(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct what people call an edition."""
    acting = by(request)
    edition = found_or_404(request, editions_seen_by(acting), key)
    first = {"title": edition.title, "name": edition.edition, "as_of": edition.as_of, "expected": edition.version}
    return deed_page(
        request, DescribeForm(request.POST or None, initial=first), title=_("Correct {what}").format(what=edition),
        words=_("Its content never changes; only what it is called does."), button=_("Keep"), done=saved(),
        do=lambda given: describe_edition(
            edition, by=acting, expected_version=given["expected"], title=given["title"], name=given["name"],
            as_of=given["as_of"],
        ),
        back=reverse("web:layer", args=[edition.pk]), why_not=may_describe.explain(acting, edition),
    )  # fmt: skip


@on_rail("data")
def layer_ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask what an edition would change."""
    acting = by(request)
    edition = found_or_404(request, editions_seen_by(acting), key)
    return deed_page(
        request, DeskForm(request.POST or None), title=_("Ask what would differ"), button=_("Ask"),
        words=_("Every patch that was compared on an earlier edition is looked at in the background. Nothing is judged "
                "anew: a person answers each."),
        do=lambda _given: ask_what_would_differ(edition, by=acting), done=_("It is being looked at."),
        back=reverse("web:would_differ"), why_not=may_ask_what_differs.explain(acting, edition),
    )  # fmt: skip


@on_rail("data")
def would_differ(request: HttpRequest) -> HttpResponse:
    """Show the patches of which something else would be proposed, old beside new."""
    acting = by(request)
    chosen = request.GET.get("answer", "open")
    found = would_differ_seen_by(acting).order_by("-pk")
    if chosen in ("open", "taken", "kept"):
        found = found.filter(answer=chosen)
    below = request.GET.get("below", "")
    if below.isdigit():
        found = found.filter(pk__lt=int(below))
    rows = list(found[: _PAGE + 1])
    shown = rows[:_PAGE]
    words = ((value, title) for value, title in (
        ("open", _("Open")), ("taken", _("The new one counts")), ("kept", _("The old one stays")), ("all", _("all")),
    ))  # fmt: skip
    context = {
        "tabs": data_tabs("layers"),
        "chips": [{"title": title, "url": f"?answer={value}", "count": None, "is_current": chosen == value}
                  for value, title in words],
        "rows": [
            {"row": one, "pairs": _pairs(one),
             "answer": control(_("Answer"), reverse("web:answer_would_differ", args=[one.pk]),
                               may_answer.explain(acting, one), plain=True, about=str(one.patch))}
            for one in shown
        ],
        "all": control(_("Answer all shown"), reverse("web:answer_all_that_differ") + f"?rows={_keys(shown)}",
                       may_answer.explain(acting, shown[0]), icon="checks") if chosen == "open" and shown else None,
        "shown": len(shown), "total": None, "first_url": f"?answer={chosen}" if below else "",
        "next_url": f"?answer={chosen}&below={shown[-1].pk}" if len(rows) > _PAGE else "",
    }  # fmt: skip
    return render(request, "web/layers/would_differ.html", context)


def _pairs(row: Any) -> list[dict[str, str]]:
    """Return what differs, old beside new, in the words of the lawbook."""
    law = rulebook_of(row.campaign)
    titles = {"prejudgement": _("Proposal"), "finding": _("Finding"), "survey_comparison": _("Survey comparison")}
    pairs = [
        {"title": title, "old": law.label(name, row.old.get(name, "")), "new": law.label(name, row.new.get(name, ""))}
        for name, title in titles.items()
        if row.old.get(name) != row.new.get(name)
    ]
    was, now = row.old.get("township", ""), row.new.get("township", "")
    return [{"title": _("Township"), "old": was, "new": now}, *pairs] if was != now else pairs


class AnswerForm(VersionForm):
    """Which of the two counts, and why."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What counts"), widget=forms.RadioSelect,
        choices=[("taken", gettext_lazy("The new one counts")), ("kept", gettext_lazy("The old one stays"))],
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


@on_rail("data")
def answer(request: HttpRequest, key: int) -> HttpResponse:
    """Say whether the new proposal counts."""
    acting = by(request)
    row = found_or_404(request, would_differ_seen_by(acting), key)
    pairs = "；".join(f"{one['title']}：{one['old']} → {one['new']}" for one in _pairs(row))
    return deed_page(
        request, AnswerForm(request.POST or None, initial={"expected": row.patch.version}), button=_("Answer"),
        title=_("What counts for {what}").format(what=row.patch), words=pairs, done=saved(),
        do=lambda given: answer_would_differ(
            row, by=acting, answer=given["answer"], expected_version=given["expected"], reason=given["reason"]
        ),
        back=reverse("web:would_differ"), why_not=may_answer.explain(acting, row),
    )  # fmt: skip


def _keys(rows: Sequence[Any]) -> str:
    """Return the rows with the versions of their patches, for an address."""
    return ".".join(f"{one.pk}-{one.patch.version}" for one in rows)


@on_rail("data")
def answer_all(request: HttpRequest) -> HttpResponse:
    """Say of all patches of a page whether the new proposal counts."""
    acting = by(request)
    told = dict(pair.split("-", 1) for pair in request.GET.get("rows", "").split(".")[:_PAGE] if pair.count("-") == 1)
    versions = {int(key): int(value) for key, value in told.items() if key.isdigit() and value.isdigit()}
    rows = list(would_differ_seen_by(acting).filter(pk__in=versions, answer="open").order_by("-pk"))
    why_not = may_answer.explain(acting, rows[0]) if rows else _("They have been answered already.")

    def do(given: dict[str, Any]) -> None:
        answered = answer_all_that_differ(
            [(row, versions[row.pk]) for row in rows], by=acting, answer=given["answer"], reason=given["reason"]
        )
        for row, reason in answered.refused:
            messages.warning(request, f"{row}：{reason}")

    return deed_page(
        request, AnswerForm(request.POST or None, initial={"expected": 0}), button=_("Answer all"),
        title=_("Answer all shown"), words=_("{count} patches are answered alike.").format(count=len(rows)), do=do,
        done=saved(), back=reverse("web:would_differ"), why_not=why_not,
        consequence=_("{count} patches are answered at once: where the new one counts they are compared anew, and may "
                      "come to another township.").format(count=len(rows)),
    )  # fmt: skip
