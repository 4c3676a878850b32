"""Whether there is room for a package: asked before it is made, and before it is opened."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db.models import Sum

from tuban.values.errors import TubanError
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.words import State, Way
from tuban.workflow.patches.arrivals.room import in_words

TIMES_PACKED, TIMES_OPENED = 2, 3  # the draft and what is kept; what is unlocked, its files, and what is kept of them


class NoRoom(TubanError):
    """The package needs {needed} while it is made or opened; the server has {free} left."""

    code = "exchange.no_room"
    hint = "Drop earlier discs and packages, or ask the system administrator for more room."


class TooMuchWaits(TubanError):
    """{unit} keeps {used} of packages on which nobody decided, and may keep {most}; this one has {size} more."""

    code = "exchange.too_much_waits"
    hint = "Take earlier packages in or lay them aside first."


def check_room(needed: int) -> None:
    """Raise NoRoom where so many bytes do not fit beside the reserve of the server."""
    settings.HOME.folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.HOME.folder).free - settings.UPLOAD_RESERVE_BYTES
    if needed > free:
        raise NoRoom(needed=in_words(needed), free=in_words(max(0, free)))


def check_waiting(package: Package) -> None:
    """Raise TooMuchWaits where a unit lets more lie undecided than it may keep."""
    rows = Package.objects.filter(unit=package.unit, way=Way.IN, state__in=(State.OPENING, State.WAITING))
    used = rows.exclude(pk=package.pk).aggregate(all=Sum("size"))["all"] or 0
    if used + package.size > settings.UPLOAD_QUOTA_BYTES:
        raise TooMuchWaits(
            unit=package.unit.name, used=in_words(used), most=in_words(settings.UPLOAD_QUOTA_BYTES),
            size=in_words(package.size),
        )  # fmt: skip
