"""A page for one deed: what it is, its fields, and what came of it. It opens in the drawer, or as a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError

_MEANWHILE = ".changed_meanwhile"


class DeskForm(forms.Form):
    """A form whose fields look like those of the desk and say what is wrong beside themselves."""

    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.HiddenInput):
                continue
            is_choice = isinstance(widget, forms.Select)
            widget.attrs.setdefault("class", "form-select" if is_choice else "form-control")


class DateInput(forms.DateInput):
    """A day, picked with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def deed_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    back: str,
    do: Callable[[dict[str, Any]], Any],
    done: str,
    button: str = "",
    words: str = "",
    why_not: str = "",
    consequence: str = "",
) -> HttpResponse:
    """Show the form of a deed, or do it and go ``back``. A refusal says why; what the deed objects to stands above the
    fields, and nothing typed is lost."""
    if why_not:
        return refusal(request, why_not)
    versions: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except TubanError as error:
            form.add_error(None, f"{error.message} {error.advice} [{error.code}]".replace("  ", " "))
            if error.code.endswith(_MEANWHILE):
                versions = _both_versions(form)
        else:
            messages.success(request, done)
            return went(request, back)
    context = {
        "form": form, "title": title, "words": words, "back": back, "home": back, "button": button or title,
        "consequence": consequence, "body": "web/parts/deed.html", "versions": versions,
    }  # fmt: skip
    in_drawer = bool(request.headers.get("HX-Request"))
    return render(request, "web/parts/drawer.html" if in_drawer else "web/deed.html", context)


def _both_versions(form: forms.Form) -> list[dict[str, Any]]:
    """Return what was typed beside what somebody else made of it meanwhile, and let the form go on from the latter:
    whoever sends it again has seen both."""
    now = form.initial
    form.data = MultiValueDict({name: form.data.getlist(name) for name in form.data})  # type: ignore[attr-defined]
    if "expected" in now:
        form.data["expected"] = now["expected"]
    rows = []
    for field in form.visible_fields():
        if field.name in now:
            typed, other = _told(field, field.value()), _told(field, now[field.name])
            rows.append({"title": field.label, "typed": typed, "now": other, "is_other": typed != other})
    return rows


def _told(field: forms.BoundField, value: Any) -> str:
    """Return a value of a field as its reader knows it."""
    choices = dict(getattr(field.field, "choices", ()) or ())
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if value and value != "False" else _("no")
    if isinstance(value, list | tuple):
        return "、".join(str(choices.get(one, one)) for one in value) or "—"
    said = choices.get(value, value)
    return "—" if said in (None, "") else str(said)


def went(request: HttpRequest, address: str) -> HttpResponse:
    """Send the reader on, out of the drawer too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def refusal(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer that the acting person may not, with the reason."""
    return render(request, "403.html", {"reason": reason, "code": "policy.refused"}, status=403)


def control(title: str, url: str, why_not: str = "", **more: Any) -> dict[str, Any]:
    """Return a control for the part ``action``: it opens the deed, or is greyed out and says why."""
    return {"title": title, "deed": url, "reason": why_not, **more}


def saved() -> str:
    """Return the word for what was kept."""
    return _("Kept.")
