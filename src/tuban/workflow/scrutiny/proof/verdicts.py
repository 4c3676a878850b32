"""What is said of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tuban.values.language import gettext as _


class Verdict(StrEnum):
    """Untouched: it is the file that was taken, and what vouches for it holds. Altered: something of it, or of what
    vouches for it, was changed. Absent: nothing is known of it, or it is not there."""

    UNTOUCHED = "untouched"
    ALTERED = "altered"
    ABSENT = "absent"


def title_of(verdict: Verdict) -> str:
    """Return a verdict as people say it."""
    return {
        Verdict.UNTOUCHED: _("untouched"), Verdict.ALTERED: _("altered"), Verdict.ABSENT: _("absent"),
    }[verdict]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """What is said of one file: the verdict, why in a sentence, who, when, where and with which device, and what could
    not be proved. ``patch`` is where it belongs, empty where that is nobody's business; ``copy_of`` is the checksum of
    the photo that it is a public copy of."""

    name: str
    verdict: Verdict
    because: str
    sha256: str = ""
    facts: Sequence[tuple[str, str]] = field(default=())
    doubts: Sequence[str] = field(default=())
    patch: str = ""
    copy_of: str = ""

    @property
    def title(self) -> str:
        """The verdict as people say it."""
        return title_of(self.verdict)
