"""The patrol ledger: its list, an entry with the patches that it may be, entering, correcting, withdrawing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import DeskForm, control, deed_page
from tuban.web.patrols.forms import SightingForm, given_of
from tuban.web.rail import on_rail
from tuban.web.tabs import field_tabs
from tuban.workflow.patches.outlines import points_of_text, ring_of
from tuban.workflow.patrols.actions import answer, correct, enter, make_patch, withdraw
from tuban.workflow.patrols.policies import may_answer, may_change, may_enter, may_read_informant
from tuban.workflow.patrols.queries import matches_of, open_by_number, sighting_for, sightings_seen_by
from tuban.workflow.patrols.words import Answer, Channel

_PAGE = 50


def sighting_found(request: HttpRequest, uuid: UUID) -> Any:
    """Return an entry that the acting person sees; else Http404, and the attempt is recorded."""
    try:
        return sighting_for(by(request), uuid)
    except TubanError as error:
        raise Http404 from error


@on_rail("survey")
@require_safe
def patrols(request: HttpRequest) -> HttpResponse:
    """List what was seen, the newest first, narrowed by words, by channel, or to what waits for an answer."""
    acting = by(request)
    words, of = request.GET.get("q", "").strip()[:120], request.GET.get("of", "")
    every = sightings_seen_by(acting)
    waiting = Q(matches__answer=Answer.OPEN, withdrawn_at=None)
    rows = every.annotate(
        open_count=Count("matches", filter=Q(matches__answer=Answer.OPEN), distinct=True),
        same_count=Count("matches", filter=Q(matches__answer=Answer.SAME), distinct=True),
    )
    if words:
        rows = rows.filter(
            Q(number__icontains=words) | Q(location__icontains=words) | Q(project__icontains=words)
            | Q(user__icontains=words) | Q(patch_number__icontains=words)
        )  # fmt: skip
    if of == "open":
        rows = rows.filter(waiting)
    elif of in Channel.values:
        rows = rows.filter(channel=of)

    def url(**more: Any) -> str:
        asked = {"q": words, "of": of, **more}
        return f"{reverse('web:patrols')}?{urlencode({name: one for name, one in asked.items() if one})}"

    page = Paginator(rows.order_by("-seen_on", "-pk").defer("place"), _PAGE).get_page(request.GET.get("page"))
    counts = dict(every.order_by().values_list("channel").annotate(Count("pk")))
    context = {
        "tabs": field_tabs("patrols"), "rows": page.object_list, "q": words, "of": of,
        "shown": page.end_index(), "total": page.paginator.count,
        "next_url": url(page=page.next_page_number()) if page.has_next() else "",
        "first_url": url() if page.number > 1 else "",
        "chips": [
            {"title": _("All"), "url": url(of=""), "count": sum(counts.values()), "is_current": not of},
            {"title": _("Waits for an answer"), "url": url(of="open"), "late": True, "is_current": of == "open",
             "count": every.filter(waiting).distinct().count()},
        ] + [
            {"title": one.label, "url": url(of=one.value), "count": counts[one], "is_current": of == one}
            for one in Channel if counts.get(one)
        ],
        "actions": ([
            {"title": _("All are what the ledger names"), "post": reverse("web:patrol_answer_named"), "icon": "check",
             "consequence": _("Every open entry that names a patch is said to be that patch.")},
        ] if of == "open" and any(one.patch_number for one in page.object_list) else []) + [
            {"title": _("Import"), "url": reverse("web:patrol_import"), "icon": "file-upload",
             "reason": may_enter.explain(acting)},
            {"title": _("New entry"), "url": reverse("web:patrol_new"), "icon": "plus", "primary": True,
             "reason": may_enter.explain(acting)},
        ],
    }  # fmt: skip
    return render(request, "web/patrols/list.html", context)


@on_rail("survey")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter what was seen."""
    acting = by(request)
    return _form_page(
        request, SightingForm(request.POST or None), _("New entry"), why_not=may_enter.explain(acting),
        do=lambda given: enter(by=acting, given=given), done=_("Entered. What it may be stands below."),
    )  # fmt: skip


@on_rail("survey")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Correct an entry."""
    acting, sighting = by(request), sighting_found(request, uuid)
    seen = int(request.POST["expected"]) if request.POST.get("expected", "").isdecimal() else sighting.version
    return _form_page(
        request, SightingForm(request.POST or None, initial=given_of(sighting)), _("Correct the entry"),
        why_not=may_change.explain(acting, sighting), done=_("Kept."), sighting=sighting,
        do=lambda given: correct(sighting, by=acting, expected_version=seen, given=given),
    )  # fmt: skip


def _form_page(
    request: HttpRequest, form: SightingForm, title: str, *, why_not: str, do: Any, done: str, sighting: Any = None,
) -> HttpResponse:  # fmt: skip
    status = 200
    if request.method == "POST" and not why_not:
        status = 422
        if form.is_valid():
            try:
                made = do(form.cleaned_data)
            except TubanError as error:
                form.add_error(None, f"{error.message} {error.advice}".strip())
            else:
                messages.success(request, done)
                return redirect("web:patrol", uuid=made.uuid)
    back = reverse("web:patrol", args=[sighting.uuid]) if sighting is not None else reverse("web:patrols")
    context = {
        "tabs": field_tabs("patrols"), "form": form, "title": title, "why_not": why_not, "back": back,
        "expected": sighting.version if sighting is not None else "",
    }  # fmt: skip
    return render(request, "web/patrols/form.html", context, status=status)


@on_rail("survey")
@require_safe
def patrol(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an entry, and the patches that it may be."""
    acting, sighting = by(request), sighting_found(request, uuid)
    why_not = may_change.explain(acting, sighting)
    context = {
        "tabs": field_tabs("patrols"), "sighting": sighting, "given": given_of(sighting),
        "sees_informant": may_read_informant.allows(acting, sighting),
        "matches": [{"row": one, "why_not": may_answer.explain(acting, one)} for one in matches_of(sighting)],
        "controls": [
            control(_("Withdraw"), reverse("web:patrol_withdraw", args=[sighting.uuid]), why_not, icon="trash"),
            control(
                _("Make a patch of it"), reverse("web:patrol_patch", args=[sighting.uuid]),
                why_not or (_("A patch was made of it already.") if sighting.made_patch_id else ""), icon="polygon",
            ),
        ],
        "edit": {"title": _("Correct"), "url": reverse("web:patrol_edit", args=[sighting.uuid]), "icon": "pencil",
                 "reason": why_not},
    }  # fmt: skip
    return render(request, "web/patrols/one.html", context)


@on_rail("survey")
@require_POST
def match(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Say whether an entry and a patch are one place."""
    sighting = sighting_found(request, uuid)
    row = matches_of(sighting).filter(pk=key).first()
    if row is None:
        raise Http404
    same = request.POST.get("answer") == "same"
    seen = request.POST.get("expected", "")
    try:
        answer(
            row, by=by(request), same=same, reason=request.POST.get("reason", ""),
            expected_version=int(seen) if seen.isdecimal() else -1,
        )  # fmt: skip
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
    else:
        words = _("{patch} is this place.") if same else _("{patch} is another place.")
        messages.success(request, words.format(patch=row.patch))
    return redirect("web:patrol", uuid=sighting.uuid)


@on_rail("survey")
@require_POST
def answer_named(request: HttpRequest) -> HttpResponse:
    """Say of every open entry that names its patch itself that it is this patch; each is a deed of its own."""
    acting, count, refused = by(request), 0, ""
    for row in open_by_number(acting):
        refused = refused or may_answer.explain(acting, row)
        if refused:
            break
        try:
            answer(row, by=acting, same=True, expected_version=row.patch.version)
        except TubanError as error:
            messages.error(request, f"{row.patch}：{error.message}")
            break
        count += 1
    if refused:
        messages.error(request, refused)
    if count:
        messages.success(
            request,
            ngettext("{n} entry is the patch that it names.", "{n} entries are the patches that they name.", count)
            .format(n=count),
        )  # fmt: skip
    return redirect("web:patrols")


class ReasonForm(DeskForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)
    expected = forms.IntegerField(widget=forms.HiddenInput)


@on_rail("survey")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Withdraw an entry."""
    acting, sighting = by(request), sighting_found(request, uuid)
    form = ReasonForm(request.POST or None, initial={"expected": sighting.version})
    return deed_page(
        request, form, title=_("Withdraw the entry"), button=_("Withdraw"), done=_("Withdrawn."),
        words=_("It stays in the ledger, struck out, and counts no more."),
        do=lambda given: withdraw(
            sighting, by=acting, expected_version=given["expected"], reason=given["reason"]
        ),
        back=reverse("web:patrol", args=[sighting.uuid]), why_not=may_change.explain(acting, sighting),
    )  # fmt: skip


class PatchForm(DeskForm):
    """The outline of a patch that is made of an entry."""

    points = forms.CharField(
        label=gettext_lazy("Points of the outline"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One point a line: northing and easting in metres, or longitude and latitude."),
    )  # fmt: skip
    expected = forms.IntegerField(widget=forms.HiddenInput)


@on_rail("survey")
@require_http_methods(["GET", "HEAD", "POST"])
def patch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a patch of a place that no satellite saw."""
    acting, sighting, campaign = by(request), sighting_found(request, uuid), campaign_of(request)
    form = PatchForm(request.POST or None, initial={"expected": sighting.version})
    why_not = may_change.explain(acting, sighting)
    if not why_not and campaign is None:
        why_not = _("There is no campaign yet.")
    return deed_page(
        request, form, title=_("Make a patch of it"), button=_("Make the patch"), done=_("The patch is made."),
        words=_("It gets a number of the office's own and is compared with the layers at once."),
        do=lambda given: make_patch(
            sighting, campaign, by=acting, expected_version=given["expected"],
            geometry=ring_of(points_of_text(given["points"], epsg=campaign.epsg)),
        ),
        back=reverse("web:patrol", args=[sighting.uuid]), why_not=why_not,
    )  # fmt: skip
