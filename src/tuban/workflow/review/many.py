"""Something done with many patches: of each the same is checked as of one alone, and those refused are told.

Each patch is a transaction of its own, so that nobody else waits for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tuban.values.errors import TubanError
from tuban.workflow.patches.models import Patch
from tuban.workflow.taking_turns import taking_turns


@dataclass(frozen=True, slots=True)
class Done:
    """With how many patches something was done, and with which not, and why."""

    done: int
    refused: tuple[tuple[Patch, str], ...]


def each(patches: Sequence[Patch], deed: Callable[[Patch], Any]) -> Done:
    """Do something with many patches."""
    refused: list[tuple[Patch, str]] = []
    for patch in taking_turns(patches):
        try:
            deed(patch)
        except TubanError as error:
            refused.append((patch, error.message))
    return Done(len(patches) - len(refused), tuple(refused))


def tried(patches: Sequence[Patch], deed: Callable[[Patch], Any]) -> Done:
    """Do it with each and undo it: exactly what would be refused is refused, with the same words."""
    refused: list[tuple[Patch, str]] = []
    for patch in taking_turns(patches):
        try:
            with transaction.atomic():
                deed(patch)
                transaction.set_rollback(True)
        except TubanError as error:
            refused.append((patch, error.message))
        patch.refresh_from_db(fields=["version", "state", "finding"])
    return Done(len(patches) - len(refused), tuple(refused))
