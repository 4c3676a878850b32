"""What the import page says: findings in Chinese by kind and code, files with their roles, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuban.inspect.disc import Disc, Finding
from tuban.inspect.disc.fields import labels, roles
from tuban.inspect.disc.missing import COSTS
from tuban.values.language import chinese
from tuban.values.problems import Severity

KINDS = ("error", "repair", "warning", "note")
_APART = "disc.role_missing"  # told in a table of its own


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as the page shows it; ``number`` is its place among all, ``text`` what a search looks at."""

    number: int
    finding: Finding
    kind: str
    message: str
    reason: str
    hint: str
    consequence: str
    before: str | None
    after: str | None

    @property
    def file(self) -> str:
        """The file in which it was found."""
        return self.finding.file

    @property
    def proposal(self) -> str:
        """The line of disc.yaml that would settle it; a repair needs none."""
        return "" if self.finding.is_repair else self.finding.proposal

    @property
    def has_place(self) -> bool:
        """Whether it can be shown on the map."""
        return self.finding.box is not None

    @property
    def text(self) -> str:
        """What a search looks at."""
        return f"{self.message} {self.file} {self.finding.code}".casefold()


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one kind and code; ``entries`` have reason and consequence in common."""

    kind: str
    code: str
    items: tuple[Shown, ...]
    reason: str
    hint: str
    consequence: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file or layer of the disc as it was taken."""

    name: str
    role: str
    list: str
    count: int
    crs: str
    encoding: str
    fields: str
    unused: str


def kind_of(found: Finding) -> str:
    """Return error, repair, warning or note."""
    return "repair" if found.is_repair else found.severity.value


def shown_findings(disc: Disc) -> list[Shown]:
    """Return all findings but the missing roles, the gravest first."""
    listed = sorted(
        (found for found in disc.findings if found.code != _APART), key=lambda one: KINDS.index(kind_of(one))
    )
    return [_shown(number, found) for number, found in enumerate(listed)]


def _shown(number: int, found: Finding) -> Shown:
    told = found.told_in_chinese
    before, after = found.change_in_chinese
    return Shown(number, found, kind_of(found), told.message, told.reason, told.hint, told.consequence, before, after)


def totals_of(shown: Sequence[Shown]) -> dict[str, int]:
    """Return how many findings there are of each kind."""
    return {kind: sum(one.kind == kind for one in shown) for kind in KINDS}


def groups_of(shown: Sequence[Shown]) -> list[Group]:
    """Return the findings by kind and code, in the order of the findings."""
    by_code: dict[tuple[str, str], list[Shown]] = {}
    for one in shown:
        by_code.setdefault((one.kind, one.finding.code), []).append(one)
    return [
        Group(kind, code, tuple(alike), alike[0].reason, alike[0].hint, alike[0].consequence)
        for (kind, code), alike in by_code.items()
    ]


def file_rows(disc: Disc) -> list[FileRow]:
    """Return the files with their roles."""
    several = {each.file for each in disc.proposals if sum(one.file == each.file for one in disc.proposals) > 1}
    return [
        FileRow(
            f"{each.file}:{each.layer}" if each.file in several else each.file,
            roles()[each.role].title + (f"（{each.edition}）" if each.edition else ""),
            labels("patch_list")[each.list] if each.list else "", each.count, each.crs, each.encoding,
            " ".join(each.fields.values()), " ".join(each.unused_columns),
        )
        for each in disc.proposals
    ]  # fmt: skip


def missing_rows(disc: Disc) -> list[tuple[str, str]]:
    """Return the missing roles with what their absence costs."""
    if Severity.NOTE not in {found.severity for found in disc.findings if found.code == _APART}:
        return []
    return [(roles()[role].title, chinese(COSTS[role])) for role in disc.missing_roles if role in COSTS]
