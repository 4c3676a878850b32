"""What those who supervise do: open, fix, draw, hand over, name false, close."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import deed_page, refusal, saved
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.supervision import forms, shown
from tuban.workflow.supervision import actions, falsehoods, policies, queries
from tuban.workflow.supervision.law import draw_law, supervision_law

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@on_rail("supervision")
@_READ_OR_SEND
def open_supervision(request: HttpRequest) -> HttpResponse:
    """Open a supervision of the campaign."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return refusal(request, _("There is no campaign yet."))
    return deed_page(
        request, forms.OpenForm(request.POST or None), title=_("Open a supervision"), back=reverse("web:supervisions"),
        words=_("{unit} supervises {campaign}.").format(unit=acting.post.unit.name, campaign=campaign),
        do=lambda _given: actions.open_supervision(campaign, by=acting), done=_("It is open."),
        why_not=policies.may_open_supervision.explain(acting, campaign), button=_("Open"),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def fix(request: HttpRequest, key: UUID) -> HttpResponse:
    """Fix the list that is drawn from."""
    head, acting = shown.head_of(request, key, "lot"), by(request)
    law = draw_law(head["campaign"])
    asked = request.GET.get("share", "")
    return deed_page(
        request, forms.FixForm(request.POST or None, initial={"share": asked or float(law.share)}),
        title=_("Fix the list"), back=reverse("web:supervision_lot", args=[key]), why_not=head["why_not"],
        words=_(
            "The list of results as it stands now is kept with its digest, and the digest of a secret is published. "
            "Only then the public word is named: nobody can choose what is drawn."
        ),
        do=lambda given: actions.fix_list(head["supervision"], by=acting, share=given["share"]), done=_("It is fixed."),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def draw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Draw, and give the sheets out."""
    head, acting = shown.head_of(request, key, "lot"), by(request)
    lot = queries.lot_of(head["supervision"])
    if lot is None:
        raise Http404
    form = forms.DrawForm(request.POST or None, visitors=queries.visitors_for(acting, head["campaign"]))
    return deed_page(
        request, form, title=_("Draw"), back=reverse("web:supervision_lot", args=[key]), why_not=head["why_not"],
        do=lambda given: actions.draw_lot(lot, by=acting, **given), done=_("It is drawn."),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a sheet to somebody else."""
    acting = by(request)
    one = found_or_404(request, queries.drawn_seen_by(acting), key)
    supervision = one.lot.supervision
    form = forms.HandOverForm(request.POST or None, visitors=queries.visitors_for(acting, supervision.campaign))
    return deed_page(
        request, form, title=_("Give the sheet to somebody else"), done=saved(),
        back=reverse("web:supervision_lot", args=[supervision.pk]),
        do=lambda given: actions.hand_over(one, by=acting, **given),
        why_not=policies.may_note_drawn.explain(acting, one),
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def name_false(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name what was reported of a patch false."""
    acting = by(request)
    one = found_or_404(request, queries.drawn_seen_by(acting), key)
    why_not = policies.may_note_drawn.explain(acting, one)
    kinds = supervision_law().falsehoods.kinds
    records = [] if why_not else [
        (row.name, " · ".join(filter(None, (kinds[row.kind], row.words, row.sign))))
        for row in falsehoods.first_records(one, by=acting)
    ]  # fmt: skip
    evidence = [] if why_not or one.sealed_at is None else [(row.key, row.words) for row in falsehoods.against(one)]
    return deed_page(
        request, forms.FalseForm(request.POST or None, records=records, evidence=evidence),
        title=_("Name the result false"), done=saved(),
        back=reverse("web:supervision_compared", args=[key]),
        words=_("What is false, and how is that known? The unit reads it with your name."),
        consequence=_("It stands with your name and counts as bad."),
        do=lambda given: falsehoods.name_false(one, by=acting, **given),
        why_not=why_not,
    )  # fmt: skip


@on_rail("supervision")
@_READ_OR_SEND
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a supervision with its opinion."""
    head, acting = shown.head_of(request, key, "lot"), by(request)
    return deed_page(
        request, forms.OpinionForm(request.POST or None), title=_("Close with the opinion"),
        back=reverse("web:supervision_lot", args=[key]), why_not=head["why_not"], done=_("It is closed."),
        words=_("Afterwards nothing is drawn, answered or demanded in it; corrections are still followed up."),
        do=lambda given: actions.close_supervision(head["supervision"], by=acting, **given),
    )  # fmt: skip
