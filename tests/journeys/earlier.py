"""Let what the practice office knows be some days old: ``python -m tests.journeys.earlier DAYS`` in its home."""

from __future__ import annotations

import sys
from datetime import timedelta

from tuban.site.opening import open_office


def move(days: int) -> None:
    """Move patches, comparisons and findings back by some days, as if they had been made then."""
    from django.db.models import F

    from tuban.workflow.comparison.models import Comparison
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.review.models import Finding

    back = timedelta(days=days)
    Patch.objects.update(made_at=F("made_at") - back)
    Comparison.objects.update(at=F("at") - back)
    Finding.objects.update(at=F("at") - back)


if __name__ == "__main__":
    open_office()
    move(int(sys.argv[1]))
