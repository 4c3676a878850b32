"""What the page of a disc says: the verdict in words, findings by kind and code, files with their roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.inspect.disc import Disc, Finding
from tuban.inspect.disc.catalogue import CATALOGUE
from tuban.inspect.disc.fields import labels, roles
from tuban.inspect.disc.missing import COSTS
from tuban.inspect.disc.model import NO_CAMPAIGN
from tuban.render.doctor_page.views import KINDS, Group, groups_of, shown_findings
from tuban.values.language import gettext as spoken
from tuban.values.language import language
from tuban.workflow.patches.arrivals.queries import findings_of
from tuban.workflow.patches.arrivals.roles import RoleLine, role_lines

if TYPE_CHECKING:
    from tuban.workflow.patches.arrivals.queries import Arrival

SHOWN_OF_ONE_CODE = 12
KIND_TITLES = {
    "error": (gettext_lazy("Errors"), gettext_lazy("must be put right before loading")),
    "repair": (gettext_lazy("Repairs"), gettext_lazy("taken otherwise than delivered; the disc stays as it is")),
    "warning": (gettext_lazy("Warnings"), gettext_lazy("usable, but somebody should look")),
    "note": (gettext_lazy("Notes"), gettext_lazy("worth knowing")),
}
_HINTS = {
    "disc.roles_proposed": gettext_lazy(
        "Look through the table of files below. Put right what is wrong and check again; confirming the disc confirms "
        "the table."
    ),
    "disc.roles_unconfirmed": gettext_lazy("Look through the table of files below, then confirm the disc."),
    "disc.no_role": gettext_lazy("If it is needed, say in the table of files below what it is, and check again."),
}  # fmt: skip
"""What to do in the browser, where the command line would say otherwise."""

_VERDICTS = {
    "fit": (gettext_lazy("Fit"), gettext_lazy("The disc can be loaded as it is.")),
    "repairable": (
        gettext_lazy("Fit after repairs"),
        gettext_lazy("The repairs below happen while reading; look through them, then confirm."),
    ),
    "unfit": (
        gettext_lazy("Unfit"),
        gettext_lazy("Right figures cannot come from this disc: put the errors right, or give it back to its issuer."),
    ),
}


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The findings of one kind and code, the first of them, and how many more there are."""

    group: Group
    first: Sequence[Any]
    more: int


def verdict(arrival: Arrival) -> tuple[str, str]:
    """Return the verdict and its sentence."""
    title, sentence = _VERDICTS[arrival.verdict]
    if arrival.state == arrival.State.LOADED:
        return str(title), _("So it was confirmed and loaded.")
    return str(title), str(sentence)


def groups(arrival: Arrival) -> list[ShownGroup]:
    """Return the findings, the gravest kind first, in the reader's language."""
    found = groups_of(shown_findings(Disc(NO_CAMPAIGN, findings=tuple(findings_of(arrival)))))
    return [
        ShownGroup(group, [_spoken(one) for one in group.items[:SHOWN_OF_ONE_CODE]],
                   max(0, len(group.items) - SHOWN_OF_ONE_CODE))
        for group in map(_group_spoken, found)
    ]  # fmt: skip


def rest_of_group(arrival: Arrival, kind: str, code: str) -> list[Any]:
    """Return the findings of one kind and code that :func:`groups` left out."""
    found = groups_of(shown_findings(Disc(NO_CAMPAIGN, findings=tuple(findings_of(arrival)))))
    items = next((group.items for group in found if (group.kind, group.code) == (kind, code)), ())
    return [_spoken(one) for one in items[SHOWN_OF_ONE_CODE:]]


def _group_spoken(group: Group) -> Group:
    first = group.items[0].finding
    here = str(_HINTS[first.code]) if first.code in _HINTS else ""
    if language() != "en":
        return replace(group, hint=here) if here else group
    told = first.told
    return replace(group, reason=told.reason, hint=here or _blanks(first)[1], consequence=told.consequence)


def _spoken(one: Any) -> Any:
    """Return a finding as the reader reads it; what :mod:`tuban.render` gives is Chinese."""
    if language() != "en":
        return one
    return replace(one, message=_blanks(one.finding)[0], before=one.finding.before, after=one.finding.after)


def _blanks(found: Finding) -> tuple[str, str]:
    if not found.words:
        return found.message, found.hint
    entry = CATALOGUE[found.code]
    words = {name: spoken(word) for name, word in found.words.items()}
    return spoken(entry.message).format(**words), spoken(entry.hint).format(**words)


def tiles(arrival: Arrival) -> list[dict[str, Any]]:
    """Return how many findings there are of each kind."""
    totals = arrival.summary.get("totals", {})
    return [
        {"kind": kind, "title": KIND_TITLES[kind][0], "more": KIND_TITLES[kind][1], "count": totals.get(kind, 0)}
        for kind in KINDS
    ]


def missing(arrival: Arrival) -> list[tuple[str, str]]:
    """Return the layers that are not on the disc, with what their absence costs."""
    return [(roles()[role].title, spoken(COSTS[role])) for role in arrival.summary.get("missing", ()) if role in COSTS]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A file with its role, and whether a person may say otherwise."""

    number: int
    line: RoleLine
    title: str
    list_title: str


def role_rows(arrival: Arrival) -> list[RoleRow]:
    """Return the files with their roles."""
    return [
        RoleRow(
            number, line, roles()[line.role].title if line.role else _("not taken"),
            labels("patch_list").get(line.list, "") if line.list else "",
        )
        for number, line in enumerate(role_lines(arrival))
    ]  # fmt: skip


def role_choices() -> list[tuple[str, str]]:
    """Return all roles that a file can have."""
    return [("", _("not taken")), *((role.name, role.title) for role in roles().values())]


def list_choices() -> list[tuple[str, str]]:
    """Return all lists that patches can belong to."""
    return [("", "—"), *labels("patch_list").items()]
