"""Documents of patches that do not count any more end with them: nobody goes on signing what others stand for."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from tuban.workflow.audit.recording import Actor
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.journey import KIND
from tuban.workflow.signoff.actions import end_all_about


def end_documents(patches: Iterable[Patch], *, by: Actor, because: str, **blanks: object) -> int:
    """End what was put forward of patches, signed or being signed; ``because`` has a blank for the {day}.

    Its signatures stay to be read. It names no numbers: whoever holds the paper is told too. Returns how many ended.
    """
    told = because.format(day=timezone.localdate().isoformat(), **blanks)
    return sum(end_all_about(KIND, str(one.uuid), by=by, reason=told) for one in patches)
