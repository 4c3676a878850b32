"""What a process of the office loads before its first answer, and keeps for as long as it runs.

The code, the pages and the lawbook are a million objects that never go. Python looks through all of them for garbage
again and again while it makes a large answer: filling all forms of a province took half of its time so.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import threading


def settle(*, pages: bool) -> None:
    """Load the lawbook, and where ``pages`` are served all of them; nothing of it is looked through for garbage.

    A lawbook that cannot be read keeps nobody from starting: whoever asks for it is told.
    """
    from django.urls import get_resolver

    from tuban.values.errors import TubanError
    from tuban.workflow.campaigns.law import rulebook_of

    with contextlib.suppress(TubanError):
        rulebook_of(None)
    if pages:
        _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def load_compiler_soon(seconds: float = 20.0) -> None:
    """Load the compiler of the kernel when the first pages are out: whoever first splits a patch would wait for it, and
    in a process that others keep busy that takes a minute instead of a second."""
    timer = threading.Timer(seconds, importlib.import_module, ("numba",))
    timer.daemon = True
    timer.start()
