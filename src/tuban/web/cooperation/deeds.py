"""What people do about a task between departments, one view a deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.cooperation.forms import AnswerForm, AskForm, AskWithoutPatchForm, JustVersionForm, ReasonForm
from tuban.web.cooperation.parts import kind_of, told_of
from tuban.web.deeds import deed_page, refusal
from tuban.web.dossier.head import patch_or_404
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.workflow.cooperation import actions
from tuban.workflow.cooperation.policies import may_accept, may_answer, may_ask, may_withdraw
from tuban.workflow.cooperation.queries import kinds_of, known_of, limit_today, tasks_seen_by
from tuban.workflow.organisations.roles import Duty


@on_rail("cooperation")
def ask_about_patch(request: HttpRequest, uuid: UUID, kind: str = "") -> HttpResponse:
    """Choose what to ask about a patch, then ask the department that the lawbook names."""
    patch = patch_or_404(request, uuid)
    return _ask(request, patch, kind, back=reverse("web:patch_cooperation", args=[uuid]))


@on_rail("cooperation")
def ask(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Choose what to ask about a case without a patch, then ask."""
    campaign = campaign_of(request)
    if campaign is None:
        raise Http404
    return _ask(request, campaign, kind, back=reverse("web:cooperation"))


def _ask(request: HttpRequest, subject: Any, kind: str, *, back: str) -> HttpResponse:
    acting, is_patch = by(request), hasattr(subject, "township_code")
    why_not = may_ask.explain(acting, subject)
    if why_not:
        return refusal(request, why_not)
    campaign = subject.campaign if is_patch else subject
    kinds = kinds_of(campaign)
    if not kind:
        return _choose(request, subject, is_patch=is_patch, back=back)
    if kind not in kinds:
        raise Http404
    task = kinds[kind]
    form_of = AskForm if is_patch else AskWithoutPatchForm
    form = form_of(request.POST or None, blanks=task.given, initial=known_of(subject, task) if is_patch else {})
    limit = limit_today(campaign, task)
    words = _("{department}: its limit begins today and ends on {day}.").format(
        department=Duty(task.done_by.duty).label, day=limit.isoformat()
    )

    def do(given: dict[str, Any]) -> None:
        actions.ask(
            subject, by=acting, kind=kind, typed=form.typed(), text=given["text"],
            case_reference=given.get("case_reference", ""),
        )  # fmt: skip

    about = f"{task.title} · {subject}" if is_patch else task.title
    return deed_page(request, form, title=about, words=words, button=_("Ask"), done=_("The department was asked."),
                     back=back, do=do)  # fmt: skip


def _choose(request: HttpRequest, subject: Any, *, is_patch: bool, back: str) -> HttpResponse:
    campaign = subject.campaign if is_patch else subject

    def address(kind: str) -> str:
        if is_patch:
            return reverse("web:patch_cooperation_ask_for", args=[subject.uuid, kind])
        return reverse("web:cooperation_ask_for", args=[kind])

    context = {
        "title": _("Ask a department"), "back": back, "home": back, "body": "web/cooperation/choose.html",
        "choices": [
            {"title": one.title, "duty": Duty(one.done_by.duty).label, "url": address(one.value)}
            for one in kinds_of(campaign).values()
        ],
    }  # fmt: skip
    in_drawer = bool(request.headers.get("HX-Request"))
    return render(request, "web/parts/drawer.html" if in_drawer else "web/cooperation/choose_page.html", context)


@on_rail("cooperation")
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer for the department that was asked."""
    acting = by(request)
    task = found_or_404(request, tasks_seen_by(acting), key)
    kind = kind_of(task)
    form = AnswerForm(request.POST or None, blanks=kind.answers if kind else (), initial={"expected": task.version})

    def do(given: dict[str, Any]) -> None:
        actions.answer(
            task, by=acting, expected_version=given["expected"], outcome=given["outcome"], typed=form.typed(),
            text=given["text"], document=given["document"],
        )  # fmt: skip

    return _deed(request, task, form, title=_("Answer"), do=do, done=_("The answer was given."),
                 why_not=may_answer.explain(acting, task))  # fmt: skip


@on_rail("cooperation")
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the answer of a department."""
    acting = by(request)
    task = found_or_404(request, tasks_seen_by(acting), key)
    form = JustVersionForm(request.POST or None, initial={"expected": task.version})
    kind = kind_of(task)
    held = "，".join(f"{title} {words}" for title, words in told_of(task, task.values, "answers"))
    tells = bool(kind and kind.tells and task.patch)
    told = _("What the answer holds is told of the patch; its finding stays.") if tells else ""
    return _deed(
        request, task, form, title=_("Accept"), done=_("The answer is accepted."),
        words="。".join(one for one in (held, told) if one) or _("The task is over then."),
        do=lambda given: actions.accept(task, by=acting, expected_version=given["expected"]),
        why_not=may_accept.explain(acting, task),
    )  # fmt: skip


@on_rail("cooperation")
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send an answer back."""
    acting = by(request)
    task = found_or_404(request, tasks_seen_by(acting), key)
    form = ReasonForm(request.POST or None, initial={"expected": task.version})
    return _deed(
        request, task, form, title=_("Send back"), done=_("The answer was sent back."),
        words=_("The department is asked again; its limit begins anew today."),
        do=lambda given: actions.ask_again(
            task, by=acting, expected_version=given["expected"], reason=given["reason"]
        ),
        why_not=may_accept.explain(acting, task),
    )  # fmt: skip


@on_rail("cooperation")
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a task back."""
    acting = by(request)
    task = found_or_404(request, tasks_seen_by(acting), key)
    form = ReasonForm(request.POST or None, initial={"expected": task.version})
    return _deed(
        request, task, form, title=_("Take back"), done=_("The task was taken back."),
        words=_("The department is told; what it answered stays in the record."),
        do=lambda given: actions.withdraw(task, by=acting, expected_version=given["expected"], reason=given["reason"]),
        why_not=may_withdraw.explain(acting, task),
    )  # fmt: skip


def _deed(request: HttpRequest, task: Any, form: Any, *, title: str, **more: Any) -> HttpResponse:
    back = reverse("web:cooperation_task", args=[task.pk])
    return deed_page(request, form, title=f"{title} · {task}", button=title, back=back, **more)
