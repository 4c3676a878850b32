"""The items of the penalty: set before the decision, performed after it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.cases.forms import ItemForm, PerformForm, ReasonForm
from tuban.web.cases.found import case_or_404, or_404
from tuban.web.deeds import deed_page, saved
from tuban.web.rail import on_rail
from tuban.workflow.cases import actions
from tuban.workflow.cases.actions.penalising import Done, Extent
from tuban.workflow.cases.law import law_of, word
from tuban.workflow.cases.penalties import proposals_of, square_metres
from tuban.workflow.cases.policies import may_handle, may_keep_record
from tuban.workflow.cases.queries import item_of, items_of, line_of, performance_of

_LAND, _BUILT, _FINED = ("land_m2",), ("land_m2", "floor_m2"), ("land_m2", "rate")
_ASKED = {
    "return": _LAND, "correct": ("land_m2", "days"), "demolish": (*_BUILT, "days"), "confiscate": _BUILT,
    "fine": _FINED, "confiscate_gains": ("amount",),
}  # fmt: skip
_PERFORMED = {
    "return": _LAND, "correct": _LAND, "demolish": (*_BUILT, "cultivated_m2"),
    "confiscate": (*_BUILT, "handed_over_on"), "fine": ("amount", "surcharge"), "confiscate_gains": ("amount",),
}  # fmt: skip


@on_rail("cases")
def set_item(request: HttpRequest, key: UUID, line: int, item: str) -> HttpResponse:
    """Set an item of the penalty on a patch, begun with what the lawbook proposes."""
    acting, case = by(request), case_or_404(request, key)
    held = or_404(lambda: line_of(case, line))
    law = law_of(case)
    if item not in law.codelist("penalty_item"):
        raise Http404
    proposed = next(
        (one for own, items in proposals_of(case) for one in items if own.pk == held.pk and one.item == item), None
    )
    now = next((one for one in items_of(case) if one.line_id == held.pk and one.item == item), None)
    first: dict[str, Any] = {"expected": case.version}
    if now is not None:
        first |= {name: getattr(now, name) for name in ("land_m2", "floor_m2", "rate", "amount", "days", "because")}
    elif proposed is not None:
        first["land_m2"] = square_metres(proposed)
    limits = proposed.range if proposed is not None else None
    form = ItemForm(
        request.POST or None, initial=first, kept=_ASKED[item],
        rate_help=_("The law allows {least} to {most} yuan: {cites}.").format(
            least=limits.least, most=limits.most, cites="；".join(law.citations(limits.cites))
        ) if limits is not None else "",
    )  # fmt: skip

    def do(given: dict[str, Any]) -> None:
        extent = Extent(
            given.get("land_m2"), given.get("floor_m2"), given.get("rate"), given.get("amount"), given.get("days"),
            proposed.basis if proposed is not None else "",
        )  # fmt: skip
        actions.set_item(
            case, by=acting, expected_version=given["expected"], line=held, item=item, extent=extent,
            is_proposed=proposed is not None, because=given["because"],
        )  # fmt: skip

    basis = word(law, "area_basis", proposed.basis) if proposed is not None and proposed.basis else ""
    words = _("Area by: {basis}.").format(basis=basis) if basis else ""
    if proposed is None:
        words = _("The lawbook does not propose this item here: say why it is imposed.")
    return deed_page(
        request, form, title=f"{word(law, 'penalty_item', item)} · {held.patch}", button=_("Keep"), words=words,
        do=do, done=saved(), back=reverse("web:case", args=[case.pk]), why_not=may_handle.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def take_off(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """Take an item off the penalty."""
    acting, case = by(request), case_or_404(request, key)
    held = or_404(lambda: item_of(case, item))
    form = ReasonForm(request.POST or None, initial={"expected": case.version})
    return deed_page(
        request, form, title=_("Take the item off"), done=saved(),
        do=lambda given: actions.take_off_item(
            case, by=acting, expected_version=given["expected"], item=held, reason=given["reason"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_handle.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def perform(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """Record what was performed of an item."""
    acting, case = by(request), case_or_404(request, key)
    held = or_404(lambda: item_of(case, item))
    title = word(law_of(case), "penalty_item", held.item)
    done_so_far = [one for one in held.performances.all() if not one.struck_because]
    first: dict[str, Any] = {"expected": case.version}
    for name in ("land_m2", "floor_m2", "amount"):
        owed = getattr(held, name)
        if owed is not None:
            made = sum((getattr(one, name) or Decimal(0) for one in done_so_far), Decimal(0))
            first[name] = max(owed - made, Decimal(0))
    form = PerformForm(request.POST or None, initial=first, kept=_PERFORMED[held.item])

    def do(given: dict[str, Any]) -> None:
        done = Done(
            given.get("land_m2"), given.get("floor_m2"), given.get("cultivated_m2"), given.get("amount"),
            given.get("surcharge"), given.get("handed_over_on"), given["receipt"], given["words"],
        )  # fmt: skip
        actions.perform(case, by=acting, expected_version=given["expected"], item=held, day=given["day"], done=done)

    return deed_page(
        request, form, title=_("Performed: {item}").format(item=title), button=_("Record"), do=do, done=saved(),
        back=reverse("web:case", args=[case.pk]), why_not=may_keep_record.explain(acting, case),
    )  # fmt: skip


@on_rail("cases")
def strike(request: HttpRequest, key: UUID, done: UUID) -> HttpResponse:
    """Strike what was recorded as performed and was not."""
    acting, case = by(request), case_or_404(request, key)
    held = or_404(lambda: performance_of(case, done))
    form = ReasonForm(request.POST or None, initial={"expected": case.version})
    return deed_page(
        request, form, title=_("Strike what was performed"), button=_("Strike"), done=saved(),
        do=lambda given: actions.strike_performance(
            case, by=acting, expected_version=given["expected"], performance=held, reason=given["reason"]
        ),
        back=reverse("web:case", args=[case.pk]), why_not=may_keep_record.explain(acting, case),
    )  # fmt: skip
