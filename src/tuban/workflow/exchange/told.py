"""What would change when a package is taken in, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tuban.workflow.exchange.models import Package

TITLES = {
    "new": _("new"),
    "changed": _("changed"),
    "known": _("known here, with no earlier package to compare with"),
    "same": _("the same"),
    "kept": _("worked on here: the import says what is taken over"),
    "gone": _("not in it any more: the import asks what that means"),
    "accepted": _("accepted by"),
    "returned": _("returned by"),
    "reopened": _("reopened by"),
    "past": _("on an earlier seal: changes nothing here any more"),
    "pinned": _("patches to be corrected"),
}


def changes_shown(package: Package) -> list[dict[str, Any]]:
    """Return the changes that the look at a package found, with their titles."""
    return [{**one, "title": TITLES[one["what"]]} for one in package.about.get("changes", ()) if one["what"] in TITLES]


def changes_told(package: Package) -> list[str]:
    """Return the same as lines; what is not there is left out."""
    return [
        f"{one['title']}  {one['count']}  {'、'.join(one['names'][:5])}".rstrip()
        for one in changes_shown(package)
        if one["count"]
    ]
