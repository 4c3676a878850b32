"""Whether a package is the next one, has come before, or comes out of order."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.exchange.manifest import Manifest
from tuban.exchange.refusals import ComesTooEarly, OtherHistory, Replayed


def is_known(manifest: Manifest, taken: Mapping[int, str]) -> bool:
    """Whether a package was taken in already; False where it is the very next one.

    ``taken`` maps the sequence numbers of what was taken in, of the same sender, campaign and kind, to digests of
    manifests. Raises Replayed, ComesTooEarly, OtherHistory.
    """
    if manifest.sequence in taken:
        if taken[manifest.sequence] == manifest.digest:
            return True
        raise Replayed(sequence=manifest.sequence)
    last = max(taken, default=0)
    if manifest.sequence <= last:
        raise Replayed(sequence=manifest.sequence)
    if manifest.sequence != last + 1:
        raise ComesTooEarly(sequence=manifest.sequence, missing=last + 1)
    if manifest.previous != taken.get(last, ""):
        raise OtherHistory(sequence=manifest.sequence)
    return False
