"""What was noticed on a disc, in words, with what was done about it and what a person can do.

Every code has one entry in :data:`CATALOGUE`: how grave it is, its sentence and its hint. Messages are templates; the
words in braces come from the place where it was noticed. A finding that has an ``after`` is a repair: the disc stays
as it was, and the repaired value is used from here on. A finding that has a ``proposal`` names the one line of
disc.yaml that would settle it: what the evidence speaks for, but a person must say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tuban.inspect.disc.catalogue import CATALOGUE
from tuban.inspect.disc.catalogue.sentences import TAKEN_SO
from tuban.values.language import chinese
from tuban.values.language import gettext as _
from tuban.values.problems import Severity

MOST_OF_ONE_CODE = 1000
Box = tuple[float, float, float, float]
_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Sketch:
    """Outlines as they were delivered and as they are taken, as WKB in hexadecimal digits, in the working CRS."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about a finding: what was noticed, how and why it matters, what to do, what follows otherwise."""

    message: str
    reason: str
    hint: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed: ``file`` relative to the disc, ``feature`` a number or row in it (empty: the whole file).

    ``words`` fill the blanks of its sentence and hint, so that a document can say it in Chinese whatever the locale.
    ``box`` is its place: west, south, east, north in degrees of CGCS2000, None where it has none or none is known.
    """

    code: str
    severity: Severity
    file: str
    feature: str
    message: str
    hint: str
    before: str | None = None
    after: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    proposal: str = ""
    box: Box | None = None
    sketch: Sketch | None = None

    @property
    def is_repair(self) -> bool:
        """Whether something was taken otherwise than it was delivered."""
        return self.after is not None and self.severity is not Severity.ERROR

    @property
    def told(self) -> Told:
        """Everything that is said about it, in the language of the reader."""
        return Told(self.message, _(CATALOGUE[self.code].reason), self.hint, _(self._consequence))

    @property
    def told_in_chinese(self) -> Told:
        """Everything that is said about it in Chinese, whatever the locale."""
        message, hint = self.in_chinese
        return Told(message, chinese(CATALOGUE[self.code].reason), hint, chinese(self._consequence))

    @property
    def _consequence(self) -> str:
        entry = CATALOGUE[self.code]
        return TAKEN_SO if entry.settles and self.is_repair else entry.consequence

    @property
    def in_chinese(self) -> tuple[str, str]:
        """The sentence and the hint in Chinese."""
        if not self.words:
            return self.message, self.hint
        entry = CATALOGUE[self.code]
        words = {name: chinese(word) for name, word in self.words.items()}  # a word may itself be a message
        return chinese(entry.message).format(**words), chinese(entry.hint).format(**words)

    @property
    def change_in_chinese(self) -> tuple[str | None, str | None]:
        """The values before and after in Chinese; data stay as they are."""
        before, after = (None if value is None else chinese(value) for value in (self.before, self.after))
        return before, after

    def as_wire(self) -> dict[str, Any]:
        """Return plain JSON values that :func:`from_json` reads back whole."""
        return {**asdict(self), "severity": self.severity.value}

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values, in the order of the contract."""
        told = self.told
        return {
            "code": self.code, "severity": self.severity.value, "file": self.file, "feature": self.feature,
            "message": self.message, "hint": self.hint, "before": self.before, "after": self.after,
            "reason": told.reason, "consequence": told.consequence, "proposal": self.proposal or None,
            "bbox": None if self.box is None else list(self.box),
        }  # fmt: skip


def finding(
    code: str, file: str = "", feature: object = "", *, before: object = None, after: object = None,
    proposal: str = "", box: Box | None = None, sketch: Sketch | None = None, **about: object,
) -> Finding:  # fmt: skip
    """Build a finding of a known code; ``about`` fills the braces of its sentence and hint.

    An error that certain evidence settles is a warning where it was settled: where there is an ``after``.
    """
    entry = CATALOGUE[code]
    severity = Severity.WARNING if entry.settles and after is not None else Severity(entry.severity)
    told = {"file": file, "feature": feature, "before": before, "after": after, **about}
    words = {name: str(word) for name, word in told.items()}
    return Finding(
        code, severity, file, str(feature), _(entry.message).format(**words), _(entry.hint).format(**words),
        None if before is None else str(before), None if after is None else str(after), words, proposal, box, sketch,
    )  # fmt: skip


def from_json(values: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Read findings that a child process handed back."""
    return [_read(value) for value in values]


def _read(value: Mapping[str, Any]) -> Finding:
    box, sketch = value["box"], value["sketch"]
    return Finding(
        **{
            **value,
            "severity": Severity(value["severity"]),
            "box": None if box is None else (box[0], box[1], box[2], box[3]),
            "sketch": None if sketch is None else Sketch(**sketch),
        }
    )


def strictly(findings: Iterable[Finding]) -> list[Finding]:
    """Turn every repair into an error: what ``--strict`` asks for."""
    return [replace(found, severity=Severity.ERROR) if found.is_repair else found for found in findings]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by gravity, then file, code and feature; else the order in which they were found is kept."""

    def key(found: Finding) -> tuple[Any, ...]:
        number = int(found.feature) if found.feature.isdigit() else 0
        return (_GRAVITY[found.severity], found.file, found.code, number, found.feature)

    return tuple(sorted(findings, key=key))


def verdict_of(findings: Iterable[Finding]) -> str:
    """Return unfit where anything is an error, repairable where anything was repaired, else fit."""
    listed = list(findings)
    if any(found.severity is Severity.ERROR for found in listed):
        return "unfit"
    return "repairable" if any(found.is_repair for found in listed) else "fit"


def capped(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the first thousand of each code and file; the rest becomes one finding with its number."""
    kept: list[Finding] = []
    seen: dict[tuple[str, str], int] = {}
    for found in findings:
        key = (found.code, found.file)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= MOST_OF_ONE_CODE:
            kept.append(found)
    for (code, file), count in seen.items():
        if count > MOST_OF_ONE_CODE:
            first = next(found for found in kept if found.code == code and found.file == file)
            message = _("{code}: {count} more of these in {file}.").format(
                code=code, count=count - MOST_OF_ONE_CODE, file=file
            )
            before, after = (None if value is None else "…" for value in (first.before, first.after))
            kept.append(
                replace(first, feature="", message=message, words={}, before=before, after=after, box=None, sketch=None)
            )
    return kept
