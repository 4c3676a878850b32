"""The campaigns and the settings of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.parameters import NotInForce
from tuban.web.acting import by
from tuban.web.campaign.rules import rules_shown
from tuban.web.campaign.timeline import timeline
from tuban.web.deeds import control
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import settings_tabs
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.policies import (
    may_answer,
    may_ask,
    may_change,
    may_close,
    may_keep_materials,
    may_lay_values,
    may_open,
)
from tuban.workflow.campaigns.queries import (
    campaigns_seen_by,
    contact_points_of,
    materials_of,
    phases_of,
    questions_seen_by,
)
from tuban.workflow.practice.policies import may_reset

_LIMITS = "limits/"
"""The part of the lawbook where the limits of cases, of ways of rectification and of tasks of departments stand."""


@on_rail("settings")
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the campaigns of the reader's areas."""
    acting = by(request)
    context = {
        "tabs": settings_tabs("campaign"), "campaigns": campaigns_seen_by(acting).order_by("-year", "area_code"),
        "is_administrator": acting.is_administrator,
        "open": control(_("Open a campaign"), reverse("web:campaign_open"), may_open.explain(acting, acting.post.unit),
                        icon="plus", primary=True),
    }  # fmt: skip
    return render(request, "web/campaign/list.html", context)


@on_rail("settings")
def campaign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show phases, law and parameters, contact points, questions and preparation of a campaign."""
    acting = by(request)
    shown = found_or_404(request, campaigns_seen_by(acting), key)
    changes = may_change.explain(acting, shown)
    today = timezone.localdate()
    phases = list(phases_of(shown))
    materials = list(materials_of(shown))

    def deed(name: str, *keys: Any) -> str:
        return reverse(f"web:{name}", args=keys or [shown.pk])

    context = {
        "tabs": settings_tabs("campaign"), "campaign": shown, "drawn": timeline(phases, today),
        "controls": [
            control(_("Change"), deed("campaign_change"), changes, icon="pencil"),
            control(_("Close campaign"), deed("campaign_close"), may_close.explain(acting, shown), icon="lock"),
            *([control(_("Reset"), f"{reverse('web:practice_reset')}?{urlencode({'campaign': shown.pk})}",
                       may_reset.explain(acting, shown), icon="refresh")] if shown.is_practice else []),
        ],
        "phases": [
            {"row": one, "is_now": one.begins <= today <= one.ends,
             "change": control(_("Change"), deed("campaign_phase", shown.pk, one.pk), changes, plain=True,
                               about=one.title),
             "drop": control(_("Delete"), deed("campaign_drop_phase", shown.pk, one.pk), changes, plain=True,
                             about=one.title)}
            for one in phases
        ],
        "add_phase": control(_("Add a phase"), deed("campaign_add_phase"), changes, icon="plus"),
        "contacts": [
            {"row": one,
             "change": control(_("Change"), deed("campaign_contact", shown.pk, one.pk), changes, plain=True,
                               about=one.subject),
             "drop": control(_("Delete"), deed("campaign_drop_contact", shown.pk, one.pk), changes, plain=True,
                             about=one.subject)}
            for one in contact_points_of(shown)
        ],
        "add_contact": control(_("Add"), deed("campaign_add_contact"), changes, icon="plus"),
        "questions": [
            {"row": one, "answer": control(_("Answer") if not one.answer else _("Change the answer"),
                                           deed("campaign_answer", shown.pk, one.pk),
                                           may_answer.explain(acting, one), plain=True, about=str(one))}
            for one in questions_seen_by(acting, shown)
        ],
        "ask": control(_("Ask"), deed("campaign_ask"), may_ask.explain(acting, shown), icon="messages"),
        "materials": [
            {"row": one,
             "register": control(_("Register"), deed("campaign_material", shown.pk, one.pk),
                                 may_keep_materials.explain(acting, one), plain=True, about=one.title)}
            for one in materials
        ],
        "lacking": sum(one.state != "here" for one in materials),
        "parameters_url": deed("campaign_parameters"), "results_url": deed("results_of"),
        "own_values": len(shown.parameters), "rules": rules_shown(request, shown),
    }  # fmt: skip
    return render(request, "web/campaign/page.html", context)


@on_rail("settings")
def parameters(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show every number of the law as this campaign has it: its value, the layer it comes from, the citation."""
    acting = by(request)
    shown = found_or_404(request, campaigns_seen_by(acting), key)
    law = rulebook_of(shown)
    day = shown.ends or shown.begins or timezone.localdate().replace(year=shown.year, month=12, day=31)
    changes = may_lay_values.explain(acting, shown)
    text = request.GET.get("q", "").strip().casefold()
    rows = []
    for path, parameter in sorted(law.parameters.items()):
        if text and text not in f"{path} {parameter.title}".casefold():
            continue
        try:
            value = law.parameter(path, on=day, region=shown.area_code)
        except NotInForce:
            continue
        rows.append({
            "path": path, "value": value, "said": value_in_words(law, value, value.value),
            "passed": [{"said": value_in_words(law, value, one.value), "refused": one.refused} for one in value.passed],
            "layer": _layer(value, shown),
            "cites": law.citations(value.cites), "is_own": path in shown.parameters,
            "because": shown.parameters.get(path, {}).get("because", "") or value.because,
            "change": control(_("Change"), reverse("web:campaign_value", args=[shown.pk, path]), changes, plain=True,
                              about=value.title),
        })  # fmt: skip
    context = {
        "tabs": settings_tabs("campaign"), "campaign": shown, "rows": rows, "day": day, "text": text,
        "edition": law.edition,
        "chips": [
            {"title": title, "url": f"?q={asked}" if asked else "?", "is_current": text == asked}
            for asked, title in (("", _("All")), (_LIMITS, _("Limits of procedures")))
        ],
    }  # fmt: skip
    return render(request, "web/campaign/parameters.html", context)


def value_in_words(law: Any, value: Any, figure: Any) -> str:
    """Return a value with its unit, as people write it."""
    if isinstance(figure, bool):
        return _("yes") if figure else _("no")
    if isinstance(figure, list | tuple):
        return "、".join(_label(law, value, one) for one in figure)
    if value.codelist:
        return _label(law, value, figure)
    if value.unit == "share" and isinstance(figure, int | float):
        return f"{figure * 100:g} %"
    units = {
        "percent": "%", "mu": "亩", "m2": "㎡", "ha": "公顷", "m": "m", "day": _("days"),
        "working_day": _("working days"), "month": _("months"), "yuan": "元",
    }  # fmt: skip
    return f"{figure} {units.get(value.unit, '')}".strip()


def _label(law: Any, value: Any, word: Any) -> str:
    """Return one word of a value as its code list, or the vocabulary of facts, calls it."""
    entry = law.codelists[value.codelist].by_value.get(str(word)) if value.codelist in law.codelists else None
    if entry is not None:
        return str(entry.label)
    if word in law.vocabulary:
        return str(law.vocabulary[word].title)
    paper = law.codelist("paper_kind").by_value.get(str(word))
    return str(paper.label) if paper is not None else str(word)


def _layer(value: Any, shown: Any) -> str:
    """Return the layer that a value comes from, in words."""
    if value.path in shown.parameters:
        return _("this campaign")
    words = {
        "norm": _("norm"), "notice": _("notice"), "province": _("province"), "city": _("city"), "county": _("county"),
    }  # fmt: skip
    return str(words.get(value.layer, value.layer))
