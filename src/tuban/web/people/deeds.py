"""What the security administrator does, one view a deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.deeds import deed_page, saved
from tuban.web.found import found_or_404
from tuban.web.organisation.forms import EndForm
from tuban.web.people.forms import AppointForm, FactorsForm, PasswordForm, PersonCorrectionForm, PersonForm, ReasonForm
from tuban.web.rail import on_rail
from tuban.workflow.organisations import actions, corrections
from tuban.workflow.organisations.policies import may_appoint, may_change_password, may_register_people
from tuban.workflow.organisations.queries import holdings_seen_by, people_seen_by, posts_seen_by
from tuban.workflow.organisations.roles import Role
from tuban.workflow.sign_in import actions as sign_in
from tuban.workflow.sign_in.policies import may_ask_factors, may_end_sessions, may_reset
from tuban.workflow.sign_in.queries import roles_asked_by


@on_rail("settings")
def register_person(request: HttpRequest) -> HttpResponse:
    """Register a person."""
    acting = by(request)
    return deed_page(
        request, PersonForm(request.POST or None), title=_("Register a person"), button=_("Register"),
        do=lambda given: actions.register_person(by=acting, **given), done=_("The person was registered."),
        words=_("A person can do nothing before they hold a post: appoint them next."), back=reverse("web:people"),
        why_not=may_register_people.explain(acting),
    )  # fmt: skip


@on_rail("settings")
def correct_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put name, telephone and certificate right."""
    acting = by(request)
    person = found_or_404(request, people_seen_by(acting), key)
    first = {
        "name": person.name, "telephone": person.telephone, "certificate": person.certificate,
        "outside_name": person.outside_name, "expected": person.version,
    }  # fmt: skip
    return deed_page(
        request, PersonCorrectionForm(request.POST or None, initial=first), button=_("Keep"), done=saved(),
        title=_("Correct {what}").format(what=person.name),
        do=lambda given: corrections.correct_person(person, by=acting, **given),
        back=reverse("web:person", args=[person.pk]), why_not=may_register_people.explain(acting, person),
    )  # fmt: skip


@on_rail("settings")
def give_password(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give somebody a new password."""
    acting = by(request)
    person = found_or_404(request, people_seen_by(acting), key)
    return deed_page(
        request, PasswordForm(request.POST or None), title=_("New password for {what}").format(what=person.name),
        do=lambda given: actions.change_password(person, by=acting, password=given["password"]), button=_("Give"),
        done=_("The password was given; it must be changed at the next sign-in."),
        back=reverse("web:person", args=[person.pk]), why_not=may_change_password.explain(acting, person),
    )  # fmt: skip


@on_rail("settings")
def reset_factor(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the second factor of somebody away who lost it."""
    acting = by(request)
    person = found_or_404(request, people_seen_by(acting), key)
    return deed_page(
        request, ReasonForm(request.POST or None), button=_("Reset"), back=reverse("web:person", args=[person.pk]),
        title=_("Reset the second factor of {what}").format(what=person.name),
        words=_("Be sure who asks: see them, or call the number you know. Their sessions end at once; where their post "
                "must have a second factor, they set one up at the next sign-in."),
        do=lambda given: sign_in.reset_factor(person, by=acting, reason=given["reason"]),
        done=_("The second factor is reset."), why_not=may_reset.explain(acting, person),
    )  # fmt: skip


@on_rail("settings")
def end_sessions(request: HttpRequest, key: UUID) -> HttpResponse:
    """End all sessions of somebody."""
    acting = by(request)
    person = found_or_404(request, people_seen_by(acting), key)
    return deed_page(
        request, ReasonForm(request.POST or None), title=_("End the sessions of {what}").format(what=person.name),
        words=_("Wherever they are signed in, they are put out at once. They may sign in again."), button=_("End all"),
        do=lambda given: sign_in.end_sessions(person, by=acting, reason=given["reason"]),
        done=_("Their sessions are ended."), back=reverse("web:person", args=[person.pk]),
        why_not=may_end_sessions.explain(acting, person),
    )  # fmt: skip


@on_rail("settings")
def ask_factors(request: HttpRequest) -> HttpResponse:
    """Say which roles must have a second factor."""
    acting = by(request)
    form = FactorsForm(request.POST or None, initial={"roles": sorted(roles_asked_by(acting.post.unit))})
    return deed_page(
        request, form, title=_("Who must have a second factor"), button=_("Keep"), done=saved(),
        words=_("It holds for {unit} and all units below it. Whoever has none sets one up before anything else "
                "opens.").format(unit=acting.post.unit.name),
        do=lambda given: sign_in.ask_factors(by=acting, roles=[Role(one) for one in given["roles"]]),
        back=reverse("web:people"), why_not=may_ask_factors.explain(acting),
    )  # fmt: skip


@on_rail("settings")
def suspend_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Suspend somebody."""
    acting = by(request)
    person = found_or_404(request, people_seen_by(acting), key)
    why_not = _("Nobody suspends themselves.") if person.pk == acting.person_id else ""
    return deed_page(
        request, ReasonForm(request.POST or None), title=_("Suspend {what}").format(what=person.name),
        do=lambda given: actions.suspend_person(person, by=acting, reason=given["reason"]), button=_("Suspend"),
        done=_("The account is suspended."), back=reverse("web:person", args=[person.pk]),
        words=_("Their sessions end at once. Their posts stay theirs until they are ended."),
        why_not=why_not or may_register_people.explain(acting, person),
    )  # fmt: skip


@on_rail("settings")
def reinstate_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let somebody sign in again."""
    acting = by(request)
    person = found_or_404(request, people_seen_by(acting), key)
    return deed_page(
        request, ReasonForm(request.POST or None), title=_("Reinstate {what}").format(what=person.name),
        do=lambda given: corrections.reinstate_person(person, by=acting, reason=given["reason"]),
        button=_("Reinstate"), done=_("The account can sign in again."),
        back=reverse("web:person", args=[person.pk]), why_not=may_register_people.explain(acting, person),
    )  # fmt: skip


def _appoint(request: HttpRequest, first: dict[str, Any], back: str, why_not: str) -> HttpResponse:
    acting = by(request)
    form = AppointForm(
        request.POST or None, initial=first, posts=posts_seen_by(acting).filter(closed_on__isnull=True),
        people=people_seen_by(acting).filter(is_active=True),
    )  # fmt: skip
    return deed_page(
        request, form, title=_("Appoint"), done=_("The post was given."), back=back, why_not=why_not,
        words=_("The three administrators are three people, and none of them does the work of the inspection."),
        do=lambda given: actions.appoint(
            given["post"], given["person"], by=acting, since=given["since"], until=given["until"],
            document=given["document"],
        ),
    )  # fmt: skip


@on_rail("settings")
def appoint(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a post to somebody, beginning at the post."""
    acting = by(request)
    post = found_or_404(request, posts_seen_by(acting), key)
    back = reverse("web:unit", args=[post.unit_id])
    return _appoint(request, {"post": post.pk}, back, may_appoint.explain(acting, post))


@on_rail("settings")
def appoint_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a post to somebody, beginning at the person."""
    acting = by(request)
    person = found_or_404(request, people_seen_by(acting), key)
    back = reverse("web:person", args=[person.pk])
    return _appoint(request, {"person": person.pk}, back, may_appoint.explain(acting, acting.post))


@on_rail("settings")
def end_holding(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a post from somebody."""
    acting = by(request)
    holding = found_or_404(request, holdings_seen_by(acting), key)
    return deed_page(
        request, EndForm(request.POST or None), title=_("End {what}").format(what=holding), button=_("End"),
        words=_("What they did under the post stays theirs."), done=_("The post is free after that day."),
        do=lambda given: actions.end_holding(holding, by=acting, until=given["on"], reason=given["reason"]),
        back=reverse("web:person", args=[holding.person_id]), why_not=may_appoint.explain(acting, holding),
    )  # fmt: skip
