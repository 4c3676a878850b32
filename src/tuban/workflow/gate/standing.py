"""Whether an answer still stands: the boundary is asked about anew, and what differs is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuban.workflow.gate.answering import Answer, Scope, answer, digest_of_answer
from tuban.workflow.gate.boundaries import shape_of
from tuban.workflow.gate.models import Certificate, Inquiry
from tuban.workflow.gate.words import Verdict

KINDS = ("unsettled", "undecided", "settled")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gate would say now of a boundary that was asked about, and what differs from then, in sentences."""

    now: Answer
    differences: tuple[str, ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether it would say the same."""
        return not self.differences


def standing_of(inquiry: Inquiry) -> Standing:
    """Ask about the boundary of an inquiry anew, for whom it was asked then."""
    scope = Scope(inquiry.is_practice, tuple(inquiry.rests_on["areas"]))
    now = answer(shape_of(inquiry), scope=scope)
    told = now.as_json()
    if digest_of_answer(told) == inquiry.answer_digest:
        return Standing(now, ())
    return Standing(now, tuple(_differences(inquiry.answer, told)))


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    told = []
    if then["verdict"] != now["verdict"]:
        words = _("The answer was “{then}”, it would be “{now}” now.")
        told.append(words.format(then=Verdict(then["verdict"]).label, now=Verdict(now["verdict"]).label))
    titles = {
        "unsettled": _("not settled"), "undecided": _("not decided yet"), "settled": _("settled"),
    }  # fmt: skip
    was, is_ = _by_patch(then), _by_patch(now)
    for key in sorted({*was, *is_}):
        (old, earlier), (new, later) = was.get(key, ("", {})), is_.get(key, ("", {}))
        number = (later or earlier).get("number") or _("A patch of another area")
        if not old:
            told.append(_("{number}: new, {kind}.").format(number=number, kind=titles[new]))
        elif not new:
            told.append(_("{number}: met no more.").format(number=number))
        elif old != new:
            words = _("{number}: was {then}, is {now}.")
            told.append(words.format(number=number, then=titles[old], now=titles[new]))
        elif earlier != later:
            told.append(_("{number}: {what}.").format(number=number, what=_what(earlier, later)))
    if then["outside_m2"] != now["outside_m2"]:
        told.append(_("How much lies outside the counties of which patches are held is another figure now."))
    return told or [_("Its details are told otherwise now.")]


def _by_patch(told: Mapping[str, Any]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    return {
        one["patch"] or f"{kind} {one['area_code']} {one['overlap_m2']}": (kind, one)
        for kind in KINDS for one in told[kind]
    }  # fmt: skip


def _what(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say what of a patch is told otherwise: its area, or how far its handling is."""
    if then["overlap_m2"] != now["overlap_m2"]:
        return _("{then} 亩 then, {now} 亩 now").format(then=then["overlap_mu"], now=now["overlap_mu"])
    earlier, later = dict(then["stands"]), dict(now["stands"])
    moved = [
        f"{title} {earlier.get(title, '—')} → {later.get(title, '—')}"
        for title in dict.fromkeys([*earlier, *later]) if earlier.get(title) != later.get(title)
    ]  # fmt: skip
    return "；".join(moved) or _("told otherwise")


def certificate_of(digest: str) -> Certificate | None:
    """Return the certificate that bears a digest, whole or its first sixteen signs; None where there is none."""
    typed = "".join(digest.split()).lower()
    if not (16 <= len(typed) <= 64 and typed.isascii() and typed.isalnum()):
        return None
    rows = Certificate.objects.filter(digest__startswith=typed).select_related(
        "inquiry__unit", "inquiry__by", "unit", "by", "post"
    )
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
