"""What packages bring: each kind gathers its files, says what would change, and takes them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tuban.exchange.manifest import Round
from tuban.values.errors import TubanError
from tuban.workflow.exchange.models import Package
from tuban.workflow.organisations.acting import Acting

Say = Callable[[str], None]
SHOWN = 20
"""How many names stand beside a count."""


class WrongCounty(TubanError):
    """The package is of {area}, which is outside what {unit} answers for here."""

    code = "exchange.wrong_county"
    hint = "Ask the sender for the package of your own county; nothing of this one was kept."


class WrongRecipientOfContent(TubanError):
    """This goes to {right}, not to {code}."""

    code = "exchange.wrong_recipient_of_content"
    hint = "Make it for the installation that sent what it answers."


class WrongCampaign(TubanError):
    """The package is of the campaign {code}: {why}."""

    code = "exchange.wrong_campaign"
    hint = "Ask the sender of which campaign the package should be; nothing of this one was kept."


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files to be packed, by the names they have in the package; ``about`` goes into the manifest."""

    campaign: Round
    files: Mapping[str, Path]
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """So many things that would be new, changed, … when a package is taken in; ``names`` are the first of them.

    ``what`` is one of new, changed, same, gone, known (here already, with nothing to compare with) and kept
    (worked on here already: it stays as it is here); of decisions accepted, returned, reopened, pinned (patches
    that a return names) and past (on a seal after which a later one was sent).
    """

    what: str
    count: int
    names: tuple[str, ...] = ()


class Content(Protocol):
    """A kind of content. ``is_incremental`` says that files which the recipient has are left out."""

    is_incremental: bool

    def gather(self, given: Mapping[str, Any], by: Acting, scratch: Path, say: Say) -> Gathered:
        """Return the files of what was chosen."""

    def check(self, package: Package, campaign: Round) -> None:
        """Raise WrongCounty or WrongCampaign where it may not come here from its sender."""

    def difference(self, package: Package, folder: Path) -> list[Change]:
        """Return what would change here. Raises why it cannot be taken in as things stand: it then waits to be laid
        aside, or for that to change."""

    def take_in(self, package: Package, folder: Path, by: Acting) -> dict[str, Any]:
        """Take it in; returns what came of it."""

    def sent(self, package: Package, given: Mapping[str, Any], by: Acting) -> None:
        """Enter that a package of it was made, ready to be handed over."""

    def answered(self, package: Package) -> None:
        """Enter what its recipient said of it, as ``about`` of the package tells."""


_CONTENTS: dict[str, Content] = {}


def register(brings: str, content: Content) -> None:
    """Make a kind of content known."""
    _CONTENTS[brings] = content


def content_of(brings: str) -> Content:
    """Return the content of a kind."""
    return _CONTENTS[brings]


def changes_between(before: Mapping[str, str], now: Mapping[str, str]) -> list[Change]:
    """Return what is new, changed, the same and gone between two maps of names to digests.

    >>> [(one.what, one.count) for one in changes_between({"a": "1", "b": "1"}, {"a": "2", "c": "1"})]
    [('new', 1), ('changed', 1), ('same', 0), ('gone', 1)]
    """
    groups = {
        "new": [name for name in now if name not in before],
        "changed": [name for name in now if before.get(name, now[name]) != now[name]],
        "same": [name for name in now if before.get(name) == now[name]],
        "gone": [name for name in before if name not in now],
    }
    return [Change(what, len(names), tuple(sorted(names)[:SHOWN])) for what, names in groups.items()]
