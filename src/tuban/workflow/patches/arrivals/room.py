"""Whether there is room for a disc: asked before its first byte comes."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db.models import Sum

from tuban.values.errors import TubanError
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.models import Arrival

_TIMES = 3  # the disc, what is unpacked of it, and its normal form


class DiscTooLarge(TubanError):
    """The disc has {size}; at most {most} are taken."""

    code = "patches.disc_too_large"
    hint = "Send it in parts, or ask the system administrator to raise TUBAN_UPLOAD_MOST_GIB."


class QuotaUsed(TubanError):
    """{unit} keeps {used} of discs that are not loaded, and may keep {most}; this one has {size} more."""

    code = "patches.quota_used"
    hint = "Load or drop earlier discs first, or ask the system administrator to raise TUBAN_UPLOAD_QUOTA_GIB."


class DiskFull(TubanError):
    """The disc has {size} and needs {needed} while it is checked; the server has {free} left."""

    code = "patches.disk_full"
    hint = "Drop earlier discs, or ask the system administrator for more room."


def check_room(unit: Unit, size: int) -> None:
    """Raise DiscTooLarge, QuotaUsed or DiskFull where a disc of so many bytes has no room."""
    if size > settings.UPLOAD_MOST_BYTES:
        raise DiscTooLarge(size=in_words(size), most=in_words(settings.UPLOAD_MOST_BYTES))
    kept = Arrival.objects.filter(unit=unit).exclude(state__in=(Arrival.State.LOADED, Arrival.State.DROPPED))
    used = kept.aggregate(all=Sum("size"))["all"] or 0
    if used + size > settings.UPLOAD_QUOTA_BYTES:
        raise QuotaUsed(
            unit=unit.name, used=in_words(used), most=in_words(settings.UPLOAD_QUOTA_BYTES), size=in_words(size)
        )
    settings.HOME.uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.HOME.uploads).free - settings.UPLOAD_RESERVE_BYTES
    coming = kept.filter(state=Arrival.State.UPLOADING).values_list("size", "received")
    free -= sum(announced - here for announced, here in coming)
    if size * _TIMES > free:
        raise DiskFull(size=in_words(size), needed=in_words(size * _TIMES), free=in_words(max(0, free)))


def in_words(size: int) -> str:
    """Return a number of bytes as people say it.

    >>> in_words(1_536), in_words(5 << 30)
    ('1.5 KB', '5.0 GB')
    """
    amount = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024:
            return f"{amount:.0f} B" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TB"
