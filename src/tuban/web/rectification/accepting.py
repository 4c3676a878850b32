"""Acceptance on site, signatures under it, and declarations that proved false."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tuban.web.acting import by
from tuban.web.deeds import deed_page
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.rectification.deeds import back_to, files_of
from tuban.web.rectification.forms import FalseForm, InspectForm, SignForm
from tuban.web.rectification.one import facts_in_words
from tuban.web.signing.pages import proof_given, proof_of
from tuban.workflow.rectification import policies
from tuban.workflow.rectification.actions import accepting, declaring
from tuban.workflow.rectification.law import law_of, title_of
from tuban.workflow.rectification.queries.one import declarations_seen_by
from tuban.workflow.signoff.proof import asks_code

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _found(request: HttpRequest, key: UUID) -> Any:
    return found_or_404(request, declarations_seen_by(by(request)), key)


def _facts_of(said: Any) -> str:
    """Return what a declaration says, in a line."""
    told = [f"{one['name']} {one['value']}" for one in facts_in_words(said.way.patch.campaign, said.facts)]
    return "，".join([*told, *([said.text] if said.text else [])]) or "—"


@on_rail("rectification")
@_READ_OR_SEND
def inspect(request: HttpRequest, key: UUID) -> HttpResponse:
    """Accept a declaration on site, or refuse it."""
    acting, said = by(request), _found(request, key)
    patch = said.way.patch
    fewest = law_of(patch.campaign).acceptance.fewest_on_site
    first = {"version": patch.version, "on": timezone.localdate(), "persons": acting.person_name}
    form = InspectForm(request.POST or None, initial=first)
    form.offer(exhibits=files_of(patch))
    return deed_page(
        request, form, title=_("Acceptance on site: {patch}").format(patch=patch), back=back_to(patch),
        button=_("Enter the acceptance"), done=_("The acceptance is entered."),
        words=_("{way}, declared by {unit}: {facts}. At least {n} persons look on site.").format(
            way=title_of(patch.campaign, said.way.way), unit=said.unit.name, facts=_facts_of(said), n=fewest
        ),
        do=lambda given: accepting.inspect(
            said, by=acting, expected_version=given["version"], is_accepted=given["is_accepted"] == "yes",
            looked=form.looked(),
        ),
        why_not=policies.may_inspect.explain(acting, said),
    )  # fmt: skip


@sensitive_post_parameters("password", "code")
@on_rail("rectification")
@_READ_OR_SEND
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign an acceptance."""
    acting, said = by(request), _found(request, key)
    patch = said.way.patch
    form = SignForm(request.POST or None, initial={"version": patch.version, "digest": said.digest})
    if proof_of(request) is not None:
        del form.fields["password"]
    if proof_of(request) is not None or not asks_code(acting):
        del form.fields["code"]
    signs, done = law_of(patch.campaign).acceptance.signs, policies.signed_places(said)
    place = next((one for one in policies.places_for(acting, said) if one not in done), None)

    def do(given: dict[str, Any]) -> None:
        proof = proof_given(request, given.get("password", ""), given.get("code", ""))
        accepting.sign_acceptance(
            said, by=acting, expected_version=given["version"], digest=given["digest"], proof=proof
        )

    return deed_page(
        request, form, title=_("Sign the acceptance of {patch}").format(patch=patch), back=back_to(patch),
        button=_("Sign"), done=_("The acceptance is signed."),
        words=_("{way}, declared by {unit}: {facts}. You sign: {answers}").format(
            way=title_of(patch.campaign, said.way.way), unit=said.unit.name, facts=_facts_of(said),
            answers=signs[place].answers if place is not None else "",
        ),
        do=do, why_not=policies.may_sign_acceptance.explain(acting, said),
    )  # fmt: skip


@on_rail("rectification")
@_READ_OR_SEND
def name_false(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name a declaration false."""
    acting, said = by(request), _found(request, key)
    patch = said.way.patch
    form = FalseForm(request.POST or None, initial={"version": patch.version}).offer(exhibits=files_of(patch))
    return deed_page(
        request, form, title=_("Name it false"), back=back_to(patch), done=_("The declaration is named as false."),
        words=_("{unit} declared on {day} by {person}. The way is in work again, what it told is taken back, and the "
                "unit bears it in every list.").format(
            unit=said.unit.name, day=f"{timezone.localtime(said.at):%Y-%m-%d}", person=said.by.name
        ),
        consequence=_("The declaration of {unit} is named as false.").format(unit=said.unit.name),
        do=lambda given: declaring.name_false(
            said, by=acting, expected_version=given["version"], reason=given["reason"], exhibits=given["exhibits"]
        ),
        why_not=policies.may_name_false.explain(acting, said),
    )  # fmt: skip
