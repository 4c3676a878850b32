"""Everything that may be cited: laws, notices, plans, forms, and this product's own proposals (tagged as such)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tuban.rules.strict_yaml import LawbookFault, StrictMapping, WrongKind, nearest

LEVELS = (
    "practice",
    "standard",
    "norm",
    "law",
    "regulation",
    "ministry",
    "notice",
    "province",
    "city",
    "county",
    "campaign",
)


class UnknownCitation(LawbookFault):
    """{where}: “{cite}” cites an instrument that instruments.yaml does not know. Nearest: {nearest}."""

    code = "lawbook.unknown_citation"


class NoCitation(LawbookFault):
    """{where}: a value of the law without a citation."""

    code = "lawbook.no_citation"
    hint = "Name an id of instruments.yaml, `inf` for this product's own proposal, `law-gk` for law not yet verified."


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation, notice, plan or practice that a value may rest on.

    ``verified`` tells whether its wording was checked; ``proposal`` marks this product's own proposals; ``in_force``
    says since when it holds, as written in the lawbook, empty where that is not told.
    """

    id: str
    title: str
    number: str
    level: str
    verified: bool
    proposal: bool = False
    in_force: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument and the place in it; ``text`` is its written form, such as 「…通知」国土资发〔2012〕16号 三(一)."""

    instrument: Instrument
    article: str = ""

    @property
    def text(self) -> str:
        """The citation as officials write it."""
        if self.instrument.proposal:
            return self.instrument.title
        title = self.instrument.title if self.instrument.title.startswith("《") else f"《{self.instrument.title}》"
        written = f"{title}（{self.instrument.number}）" if self.instrument.number else title
        if not self.instrument.verified:
            written += "[待核对]"
        return f"{written}{self.article}"


def read_instruments(entries: object, *, known: Mapping[str, Instrument] | None = None) -> dict[str, Instrument]:
    """Read instruments.yaml, whose ids must differ from one another and from the ``known``; raises LawbookFault."""
    if not isinstance(entries, list):
        raise WrongKind(where="instruments.yaml:1", key="instruments", wanted="a list", found=type(entries).__name__)
    found: dict[str, Instrument] = {}
    for entry in entries:
        _read_one(entry, found, known or {})
    return found


def _read_one(entry: StrictMapping, found: dict[str, Instrument], known: Mapping[str, Instrument]) -> None:
    entry.only(required=("id", "title", "number", "level", "verified"), optional=("proposal", "in_force"))
    instrument = Instrument(
        id=entry.text("id"),
        title=entry.text("title"),
        number=entry.text("number"),
        level=entry.word("level", LEVELS),
        verified=entry.flag("verified"),
        proposal=entry.flag("proposal", False),
        in_force=entry.text("in_force", ""),
    )
    if instrument.id in found or instrument.id in known:
        raise WrongKind(where=entry.where("id"), key="id", wanted="an id of its own", found=instrument.id)
    found[instrument.id] = instrument


def cited(holder: StrictMapping, instruments: Mapping[str, Instrument]) -> tuple[str, ...]:
    """Return the citations (``id`` or ``id#article``) of a mapping's ``cites``; raises NoCitation, UnknownCitation."""
    cites: tuple[str, ...] = holder.texts("cites", ())
    if not cites:
        raise NoCitation(where=holder.where())
    check_cites(cites, instruments, where=holder.where("cites"))
    return cites


def check_cites(cites: Iterable[str], instruments: Mapping[str, Instrument], *, where: str) -> None:
    """Refuse a citation that does not resolve."""
    for cite in cites:
        known, _hash, _article = cite.partition("#")
        if known not in instruments:
            raise UnknownCitation(where=where, cite=cite, nearest=nearest(known, instruments))
