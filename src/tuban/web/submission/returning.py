"""A submission is returned: its patches are picked on a list or on the map, each with its reasons."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.deeds import DeskForm, refusal, went
from tuban.web.rail import on_rail
from tuban.web.submission import shown
from tuban.web.tabs import submission_tabs
from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.results.queries import patches_named
from tuban.workflow.submission import actions, pinning, policies
from tuban.workflow.submission.contents import PATCHES, number_of, sealed_lines
from tuban.workflow.submission.law import patch_reasons, reasons
from tuban.workflow.submission.pinning import Pin
from tuban.workflow.submission.queries import pins_of, returned_last, submission_for

_LONG = {"rows": 3}
_ROWS = 50


class ReturnForm(DeskForm):
    """Why something is returned or reopened, and which patches it is about."""

    reasons_given = forms.MultipleChoiceField(
        label=gettext_lazy("Why it comes back"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    text = forms.CharField(
        label=gettext_lazy("What is to be corrected"), max_length=500, widget=forms.Textarea(attrs=_LONG)
    )
    numbers = forms.CharField(
        label=gettext_lazy("Patches by their numbers"), required=False, widget=forms.Textarea(attrs=_LONG),
        max_length=40_000,
        help_text=gettext_lazy(
            "Numbers with the part where there is one, a line each. They go back to the hands that took their finding."
        ),
    )  # fmt: skip
    patch_reasons_given = forms.MultipleChoiceField(
        label=gettext_lazy("Reasons for these patches"), widget=forms.CheckboxSelectMultiple, required=False, choices=()
    )

    def __init__(self, *args: Any, patches: dict[str, UUID], pinned: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._patches, self._pinned = patches, pinned
        self.fields["reasons_given"].choices = [(one.value, one.label) for one in reasons()]  # type: ignore[attr-defined]
        self.fields["patch_reasons_given"].choices = [  # type: ignore[attr-defined]
            (one.value, one.label) for one in patch_reasons()
        ]

    def clean(self) -> dict[str, Any]:
        """Read the numbers; each must be a patch of the campaign, and patches need a reason of their own."""
        given = super().clean() or {}
        named = [one for one in dict.fromkeys(re.split(r"[\s,，、;；]+", given.get("numbers", ""))) if one]
        unknown = [one for one in named if one not in self._patches]
        if unknown:
            self.add_error("numbers", _("No patch of this campaign: {numbers}").format(numbers="、".join(unknown[:5])))
        if named and not given.get("patch_reasons_given"):
            self.add_error("patch_reasons_given", _("Say why these patches are returned."))
        speaks = [one.label for one in reasons() if one.get("needs") and one.value in given.get("reasons_given", ())]
        if speaks and not named and not self._pinned:
            self.add_error("numbers", _("«{reason}» speaks of patches: name them.").format(reason=speaks[0]))
        given["pins"] = [
            Pin(self._patches[one], tuple(given.get("patch_reasons_given", ())), given.get("text", "")[:300])
            for one in named
            if one in self._patches
        ]
        return given


@on_rail("submission")
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Pick the patches that a submission is returned for, and return it to the level right below."""
    acting, found = by(request), _found(request, key)
    why_not = policies.may_examine.explain(acting, found)
    if why_not:
        return refusal(request, why_not)
    if request.method != "POST" and request.headers.get("HX-Request"):
        return went(request, request.get_full_path())  # a page of its own, not for the drawer
    pinned, named = pins_of(found), returned_last(found)
    first = {
        "numbers": "" if pinned else "\n".join(named),
        "patch_reasons_given": [] if pinned else sorted({reason for one in named.values() for reason in one.reasons}),
    }
    form = ReturnForm(request.POST or None, initial=first, patches=sealed_patches(found), pinned=len(pinned))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.send_back(
                found, by=acting, reasons_given=given["reasons_given"], text=given["text"], pins=given["pins"]
            )
        except TubanError as error:
            form.add_error(None, f"{error.message} {error.advice} [{error.code}]")
        else:
            more = " " + _("Send the decision back as a package.") if found.seal.came else ""
            messages.success(request, _("It is returned.") + more)
            return went(request, f"{reverse('web:submission')}?campaign={found.campaign_id}")
    context = {
        "tabs": submission_tabs("units", acting), "submission": found, "campaign": found.campaign, "form": form,
        "button": _("Return"), "back": f"{reverse('web:submission')}?campaign={found.campaign_id}",
        "pinned": [_pinned(one) for one in pinned], "reasons": [(one.value, one.label) for one in patch_reasons()],
        **_picked(request, acting, found, {one.key for one in pinned}),
    }  # fmt: skip
    return render(request, "web/submission/return.html", context)


@require_POST
def pin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Pin the chosen patches, or everything that the filter keeps, with a reason."""
    acting, found = by(request), _found(request, key)
    query = QueryDict(request.POST.get("query", "")[:2000], mutable=True)
    if request.POST.get("all") == "1":
        keys = [UUID(row["uuid"]) for row in _fitting(list(sealed_lines(found.seal, PATCHES)), query, set())]
    else:
        keys = [one for one in map(uuid_of, request.POST.getlist("patch")) if one is not None]
    reason, text = request.POST.get("reason", ""), request.POST.get("text", "")[:300]
    if not keys:
        messages.error(request, _("Choose at least one patch of the list."))
        return _again(found, query)
    try:
        pinning.pin(found, by=acting, pins=[Pin(one, (reason,) if reason else (), text) for one in keys])
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}")
    else:
        told = ngettext("{n} patch is pinned.", "{n} patches are pinned.", len(keys)).format(n=len(keys))
        messages.success(request, told)
        query.pop("chosen", None)
    return _again(found, query)


@require_POST
def unpin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take patches off the return that is being prepared."""
    found = _found(request, key)
    keys = [one for one in map(uuid_of, request.POST.getlist("patch")) if one is not None]
    try:
        count = pinning.unpin(found, by=by(request), patches=keys)
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}")
    else:
        messages.success(request, ngettext("{n} patch is off.", "{n} patches are off.", count).format(n=count))
    return _again(found, QueryDict(request.POST.get("query", "")[:2000]))


def sealed_patches(submission: Any) -> dict[str, UUID]:
    """Return the patches of what was sent, by their numbers as people write them."""
    return {number_of(row): UUID(row["uuid"]) for row in sealed_lines(submission.seal, PATCHES)}


def _found(request: HttpRequest, key: UUID) -> Any:
    found = submission_for(by(request), key)
    if found is None:
        raise Http404
    return found


def _again(submission: Any, query: QueryDict) -> HttpResponse:
    address = reverse("web:submission_return", args=[submission.pk])
    return redirect(f"{address}?{query.urlencode()}#list" if query else f"{address}#list")


def _fitting(rows: list[dict[str, Any]], asked: QueryDict, pinned: set[Any]) -> list[dict[str, Any]]:
    """Return the sealed patches that a filter keeps: number, finding, township, chosen on the map, pinned or not."""
    chosen = {str(one) for one in map(uuid_of, asked.get("chosen", "").split(",")) if one is not None}
    number, finding, town = asked.get("number", "").strip(), asked.get("finding", ""), asked.get("town", "")
    is_open = asked.get("open") == "1"
    return [
        row for row in rows
        if (not chosen or row["uuid"] in chosen)
        and (not number or number in number_of(row))
        and (not finding or row["finding"] == finding)
        and (not town or town in (row["managed"], row["township"]))
        and not (is_open and UUID(row["uuid"]) in pinned)
    ]  # fmt: skip


def _picked(request: HttpRequest, acting: Any, submission: Any, pinned: set[Any]) -> dict[str, Any]:
    """Return the list of sealed patches as it is asked for."""
    asked, rows = request.GET, list(sealed_lines(submission.seal, PATCHES))
    kept = _fitting(rows, asked, pinned)
    page = Paginator(kept, _ROWS).get_page(asked.get("page"))
    named: list[Any] = [shown.Named(row["number"], row["part"]) for row in page]
    here = patches_named(acting, submission.campaign, named)
    names = {one.code: one.short_name or one.name for one in townships_of(submission.campaign)}
    chosen = [one for one in map(uuid_of, asked.get("chosen", "").split(",")) if one is not None]
    towns = Counter(row["managed"] or row["township"] for row in rows)
    query = {name: asked[name] for name in ("number", "finding", "town", "open", "chosen") if asked.get(name)}
    return {
        "rows": [
            {
                **row, "name": number_of(row), "key": row["uuid"], "is_pinned": UUID(row["uuid"]) in pinned,
                "url": reverse("web:patch", args=[key]) if (key := here.get((row["number"], row["part"]))) else "",
                "finding": label_of("finding", row["finding"]) if row["finding"] else "—",
                "violation": label_of("violation_type", row["violation"]) if row.get("violation") else "",
                "town": names.get(row["managed"] or row["township"], row["township"]), "is_chosen": bool(chosen),
            }
            for row in page
        ],
        "page": page, "total": len(kept), "asked": asked, "query": urlencode(query),
        "next_url": f"?{urlencode(query | {'page': page.next_page_number()})}#list" if page.has_next() else "",
        "first_url": f"?{urlencode(query)}#list" if page.number > 1 else "",
        "findings": [
            (value, label_of("finding", value) if value else "—", count)
            for value, count in sorted(Counter(row["finding"] for row in rows).items()) if value
        ],
        "towns": [(code, names.get(code, code), count) for code, count in sorted(towns.items()) if code],
        "chosen_count": len(chosen), "strangers": len(chosen) - len({str(one) for one in chosen} & {
            row["uuid"] for row in rows}),
        "map_url": "" if submission.seal.came else f"{reverse('web:map')}?campaign={submission.campaign_id}",
    }  # fmt: skip


def _pinned(one: Any) -> dict[str, Any]:
    return {
        "key": one.key, "number": str(one), "text": one.text,
        "url": reverse("web:patch", args=[one.patch.uuid]) if one.patch is not None else "",
        "reasons": "；".join(shown.label(patch_reasons(), value) for value in one.reasons),
    }  # fmt: skip
