"""Tasks for workers: one that takes its worker with it, and one that does nothing wrong."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.scale.tasks import Task


@dataclass(frozen=True, slots=True)
class KillsItsWorker(Task):
    def _make(self, path: Path) -> tuple[int, int, dict[str, Any]]:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0, 0, {}


@dataclass(frozen=True, slots=True)
class Sound(Task):
    def _make(self, path: Path) -> tuple[int, int, dict[str, Any]]:
        path.write_bytes(b"rows")
        return 1, 0, {}
