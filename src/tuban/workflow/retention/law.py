"""The periods: what the lawbook knows of each kind, and how long the operator lets it stay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from tuban.rules.strict_yaml import read_mapping
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.installed_lawbook import installed_lawbook

FILE = "retention.yaml"
_UNKNOWN = "unknown"
_LONGEST = 1200


class How(StrEnum):
    """How a kind ends."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    NEVER = "never"


class PeriodUnsound(TubanError):
    """TUBAN_RETENTION says “{said}”, which sets no period: {why}."""

    code = "retention.period_unsound"
    hint = "Write the kind and a number of months, as in failed_sign_ins=12 sessions=6. The kinds that end: {kinds}."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that is kept. ``least_months`` is what law asks at least (0: nothing), ``most_months`` the
    longest it allows (None: no source fixes one), ``cites`` where that stands, as officials write it."""

    id: str
    title: str
    holds: str
    how: How
    least_months: int
    most_months: int | None
    cites: tuple[str, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """Return them, read once in each process. Raises LawbookFault, and NoSuchPart for an instrument that is unknown."""
    node = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    node.only(required=("cites", "kinds"))
    law = installed_lawbook()
    found = []
    for one in node.sequence("kinds"):
        one.only(required=("id", "title", "holds", "by", "most", "cites"), optional=("least_months",))
        most = None if one.get("most") == _UNKNOWN else one.integer("most")
        found.append(
            Kind(
                one.text("id"), one.text("title"), one.text("holds"), How(one.word("by", list(How))),
                one.integer("least_months", 0), most, law.citations(one.texts("cites")),
            )
        )  # fmt: skip
    return tuple(found)


def periods() -> dict[str, int]:
    """Return after how many months each kind ends: what TUBAN_RETENTION sets, and the longest that law allows.

    Raises PeriodUnsound for a word that is none, and for a period shorter or longer than law asks.
    """
    ending = {one.id: one for one in kinds() if one.how is not How.NEVER}
    found = {one.id: one.most_months for one in ending.values() if one.most_months is not None}
    for said in settings.RETENTION.split():
        name, _equals, months = said.partition("=")
        unsound = {"said": said, "kinds": ", ".join(ending)}
        if name not in ending:
            raise PeriodUnsound(why=_("nothing that ends is called so"), **unsound)
        if not (months.isascii() and months.isdecimal() and 0 < int(months) <= _LONGEST):
            raise PeriodUnsound(why=_("the number of months is missing"), **unsound)
        kind = ending[name]
        if int(months) < kind.least_months:
            least = _("law asks for {months} months at least").format(months=kind.least_months)
            raise PeriodUnsound(why=least, **unsound)
        if kind.most_months is not None and int(months) > kind.most_months:
            most = _("law lets it stay {months} months").format(months=kind.most_months)
            raise PeriodUnsound(why=most, **unsound)
        found[name] = int(months)
    return found
