"""A lead is registered, a case completed, left unfiled, taken over, reported upward: one view a deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.cases.forms import AddPatchForm, CodedReasonForm, CorrectForm, LeadForm, ReasonForm, ReportForm
from tuban.web.cases.found import case_or_404
from tuban.web.chosen import campaign_of
from tuban.web.deeds import deed_page, saved
from tuban.web.rail import on_rail
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.cases import actions
from tuban.workflow.cases.filing import offender_of
from tuban.workflow.cases.ground import facts_of, grounds_of
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.policies import may_decide, may_handle, may_register, may_take_over
from tuban.workflow.cases.queries import officers_of, patches_numbered, people_named
from tuban.workflow.patches.queries.seen import patches_for


class PatchesUnknown(TubanError):
    """These patches are not in your areas: {numbers}."""

    code = "cases.patches_unknown"
    hint = "Copy the numbers from the list of patches."


def _choices(law: Any, codelist: str) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in law.codelist(codelist).entries]


@on_rail("cases")
def new(request: HttpRequest) -> HttpResponse:
    """Register a lead; ``patch`` in the address brings patches along."""
    acting = by(request)
    law = rulebook_of(campaign_of(request))
    wanted = [key for key in map(uuid_of, request.GET.getlist("patch")[:50]) if key]
    brought = list(patches_for(acting, wanted).patches) if wanted else []
    form = LeadForm(
        request.POST or None, initial=_first(brought, law), sources=_choices(law, "case_source"),
        kinds=_choices(law, "user_kind"),
    )  # fmt: skip
    made: list[Any] = []

    def do(given: dict[str, Any]) -> None:
        patches, strange = patches_numbered(acting, campaign_of(request), given["numbers"].split())
        if strange:
            raise PatchesUnknown(numbers="、".join(strange))
        made.append(
            actions.register(
                acting.post.unit, by=acting, title=given["title"], source=given["source"],
                received_on=given["received_on"], patches=patches, source_reference=given["source_reference"],
                place=given["place"], words=given["words"], because=given["because"], act_on=given["act_on"],
                offender_kind=given["offender_kind"], offender=form.offender(),
            )
        )  # fmt: skip

    response = deed_page(
        request, form, title=_("Register a lead"), button=_("Register"), do=do, done=_("The lead is registered."),
        words=_("A lead is no finding: whether it is filed follows from what the officers verify on the ground."),
        back=reverse("web:cases"), why_not=may_register.explain(acting, acting.post.unit),
    )  # fmt: skip
    if made:
        address = reverse("web:case", args=[made[0].pk])
        if "HX-Redirect" in response:
            response["HX-Redirect"] = address
        else:
            response["Location"] = address
    return response


def _first(brought: list[Any], law: Any) -> dict[str, Any]:
    if not brought:
        return {"source": "satellite"}
    facts = facts_of(brought[0])
    user, kind, violation = facts["user"], facts["user_kind"], facts["violation_type"]
    name = user if isinstance(user, str) else ""
    first = {
        "source": "satellite", "numbers": "\n".join(str(one) for one in brought),
        "place": f"{brought[0].township_name}{brought[0].village}", "offender_name": name,
        "offender_kind": kind if isinstance(kind, str) else "",
    }  # fmt: skip
    if isinstance(violation, str) and violation in law.codelist("violation_type"):
        first["title"] = f"{name}{law.label('violation_type', violation)}案"
    return first


@on_rail("cases")
def correct(request: HttpRequest, key: UUID) -> HttpResponse:
    """Complete what is known of a case."""
    acting, case = by(request), case_or_404(request, key)
    law = law_of(case)
    people = officers_of(case.organ, on=timezone.localdate())
    told = case.offender
    first = {
        "expected": case.version, "title": case.title, "place": case.place, "act_on": case.act_on,
        "ended_on": case.ended_on, "words": case.words, "offender_kind": case.offender_kind,
        "offender_name": told.get("name") or offender_of(case, grounds_of(case)),
        "officers": [str(one.pk) for one in case.officers.all()],
        **{name: told.get(name, "") for name in ("representative", "document", "address", "telephone")},
    }  # fmt: skip
    form = CorrectForm(
        request.POST or None, initial=first, kinds=_choices(law, "user_kind"),
        officers=[(str(one.pk), _with_certificate(one)) for one in people],
    )  # fmt: skip

    def do(given: dict[str, Any]) -> None:
        actions.correct(
            case, by=acting, expected_version=given["expected"], title=given["title"], place=given["place"],
            words=given["words"], act_on=given["act_on"], ended_on=given["ended_on"],
            offender_kind=given["offender_kind"], offender=form.offender(),
            officers=people_named(given["officers"], case.organ, on=timezone.localdate()),
        )  # fmt: skip

    return deed_page(
        request, form, title=_("Complete the case"), button=_("Keep"), do=do, done=saved(),
        back=reverse("web:case", args=[case.pk]), why_not=may_handle.explain(acting, case),
    )  # fmt: skip


def _with_certificate(person: Any) -> str:
    return f"{person.name} {person.certificate or _('no certificate')}"


@on_rail("cases")
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a further patch into a case."""
    acting, case = by(request), case_or_404(request, key)
    form = AddPatchForm(request.POST or None, initial={"expected": case.version})

    def do(given: dict[str, Any]) -> None:
        patches, strange = patches_numbered(acting, case.campaign or campaign_of(request), [given["number"]])
        if strange or not patches:
            raise PatchesUnknown(numbers=given["number"])
        actions.add_patch(
            case, by=acting, expected_version=given["expected"], patch=patches[0], because=given["because"]
        )

    return deed_page(
        request, form, title=_("Take a patch into the case"), button=_("Take in"), do=do, done=saved(),
        back=reverse("web:case", args=[case.pk]), why_not=may_handle.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def not_filed(request: HttpRequest, key: UUID) -> HttpResponse:
    """Decide that a lead is not filed."""
    acting, case = by(request), case_or_404(request, key)
    form = CodedReasonForm(
        request.POST or None, initial={"expected": case.version}, reasons=_choices(law_of(case), "case_not_filed")
    )
    return deed_page(
        request, form, title=_("Do not file"), done=_("The lead is not filed."),
        consequence=_("The lead «{case}» ends without a case.").format(case=case.title),
        do=lambda given: actions.not_file(
            case, by=acting, expected_version=given["expected"], because=given["because"], reason=given["reason"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_decide.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def take_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a case over from the organ below."""
    acting, case = by(request), case_or_404(request, key)
    form = ReasonForm(request.POST or None, initial={"expected": case.version})
    return deed_page(
        request, form, title=_("Take the case over"), done=_("The case is taken over."),
        consequence=_("{organ} does nothing in it any more; the journal stays.").format(organ=case.organ.name),
        do=lambda given: actions.take_over(
            case, by=acting, expected_version=given["expected"], reason=given["reason"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_take_over.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def report_upward(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that a case was reported upward."""
    acting, case = by(request), case_or_404(request, key)
    form = ReportForm(request.POST or None, initial={"expected": case.version})
    return deed_page(
        request, form, title=_("Reported upward"), button=_("Keep"), done=saved(),
        do=lambda given: actions.report_upward(
            case, by=acting, expected_version=given["expected"], day=given["day"], reason=given["reason"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_handle.explain(acting, case),
    )  # fmt: skip
