"""Time the whole of ``tuban inspect``, as a user starts it, and where the time goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def inspect(disc: Path, results: Path) -> dict[str, Any]:
    """Run the main job in a process of its own; seconds by step, whole seconds, and the peak memory of any process."""
    started = time.perf_counter()
    words = [sys.executable, "-m", "tuban", "inspect", str(disc), "-o", str(results), "--yes"]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(running.pid, 0)
    if status:
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), words)
    whole = time.perf_counter() - started
    record = json.loads((results / "run.json").read_text(encoding="utf-8"))
    return {
        "whole": whole,
        "steps": record["seconds"],
        "patches": record["counts"]["patches"],
        "parts": record["counts"]["parts"],
        "files": len(record["outputs"]),
        "peak_mib": used.ru_maxrss / 1024,
    }
