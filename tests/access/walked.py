"""What came of walking every account past every door: kept walk by walk by the long tests, and put together for the
page of the access matrix by ``python -m tests.access.walked``.

The walk: ``pytest tests/access -m long -n 2 --dist load``.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from django.utils import timezone

from tests.access.matrix import STATES
from tests.access.readers import ALL, READERS

if TYPE_CHECKING:
    from tests.access.walking import Walk

ROOT = Path(__file__).parents[2]
LET_IN, TOLD, REFUSED, NOT_FOUND, SENT, NO_SUCH = "let_in", "told", "refused", "not_found", "sent", "no_such"
KINDS = (LET_IN, TOLD, REFUSED, NOT_FOUND, SENT, NO_SUCH)
"""What comes of asking: let in; let in and told what is wrong with what was sent; refused with the reason; as if it had
never been; sent to sign in; no such deed at that address."""
WALKS = tuple(
    [(account, "open") for accounts in ALL.values() for account in accounts]
    + [(accounts[0], state) for accounts in ALL.values() for state in STATES[1:]]
)
"""Every account while the campaign is open, and one of every reader while it stands otherwise."""
KEPT = ROOT / "build" / "access-walk"
TOGETHER = ROOT / "docs/reference/access-walk.json"


def keep(account: str, state: str, walk: Walk) -> None:
    """Keep what came of the walk of an account while a campaign stands so, in place of what came of an earlier one."""
    KEPT.mkdir(parents=True, exist_ok=True)
    told = {
        "day": timezone.localdate().isoformat(), "compared": walk.compared,
        "followed": walk.followed, "faults": walk.faults, **{kind: walk.kinds[kind] for kind in KINDS},
    }  # fmt: skip
    _walk_of(account, state).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def _walk_of(account: str, state: str) -> Path:
    return KEPT / f"{account}-{state}.json"


def keep_rights(state: str, **counted: int) -> None:
    """Keep what came of asking every policy in a state: how many ``rules`` of how many ``accounts`` were asked, and how
    many answers were ``wrong``."""
    KEPT.mkdir(parents=True, exist_ok=True)
    _rights_of(state).write_text(json.dumps(counted), encoding="utf-8")


def _rights_of(state: str) -> Path:
    return KEPT / f"rights-{state}.json"


def walked() -> dict[str, Any] | None:
    """Return what the page tells: by reader in the order of the matrix, and the machine; None before it was walked."""
    if not TOGETHER.exists():
        return None
    told: dict[str, Any] = json.loads(TOGETHER.read_text(encoding="utf-8"))
    return told


def main() -> None:
    """Put it together; whoever was not walked is named."""
    lacking = [f"{account}, {state}" for account, state in WALKS if not _walk_of(account, state).exists()]
    lacking += [f"the rules, {state}" for state in STATES if not _rights_of(state).exists()]
    if lacking:
        sys.exit(f"not walked yet: {', '.join(lacking)}. Run: pytest tests/access -m long -n 2 --dist load")
    days: set[str] = set()
    readers: dict[str, Counter[str]] = {reader: Counter() for reader in ALL}
    for account, state in WALKS:
        one = json.loads(_walk_of(account, state).read_text(encoding="utf-8"))
        days.add(one.pop("day"))
        readers[READERS[account]].update({**one, "faults": len(one["faults"]), "walks": 1})
    machine = {
        "processors": os.cpu_count(), "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
    }  # fmt: skip
    asked = [json.loads(_rights_of(state).read_text(encoding="utf-8")) for state in STATES]
    rights = {
        **asked[0], "states": len(asked), "asked": sum(one["rules"] * one["accounts"] for one in asked),
        "wrong": sum(one["wrong"] for one in asked),
    }  # fmt: skip
    told = {"days": sorted(days), "machine": machine, "rights": rights, "readers": readers}
    TOGETHER.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    from tests.manual.reference_pages import main as draw

    draw()


if __name__ == "__main__":
    main()
