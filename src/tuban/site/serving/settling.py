"""What a process of the office loads before its first answer, and keeps for as long as it runs.

The code, the pages and the lawbook are a million objects that never go. Python looks through all of them for garbage
again and again while it makes a large answer: filling all forms of a province took half of its time so.
"""

from __future__ import annotations

import contextlib
import gc
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


def load_kernel_soon(seconds: float = 20.0) -> None:
    """Load what compares patches when the first pages are out: whoever first splits a patch would wait for it, and in a
    process that others keep busy that takes half a minute instead of three seconds."""
    timer = threading.Timer(seconds, load_kernel)
    timer.daemon = True
    timer.start()


def load_kernel() -> None:
    """Compare a square with a layer that is the same square: every step of a comparison is loaded by it."""
    import numpy as np
    import shapely

    from tuban.inspect import again  # noqa: F401 - what a split asks
    from tuban.kernel.layer_cache import layer_in_memory
    from tuban.kernel.outlines import outlines_of
    from tuban.kernel.overlay import overlay

    square = np.array([shapely.box(500_000, 3_300_000, 500_010, 3_300_010)], dtype=object)
    layer = layer_in_memory(
        outlines_of(square), np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.bool_), [("",)], epsg=4547
    )
    overlay(square, {"": layer}, epsg=4547)
