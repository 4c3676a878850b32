"""A deed on many patches at once: shown first with what follows and which cannot be and why, then done.

What was shown waits in the session under a token: done is what was seen, and what was changed meanwhile is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.patches.queries.seen import patches_for
from tuban.workflow.review.many import Done, each, tried

MOST_AT_ONCE = 300
_CHOSEN, _KEPT_SETS = "chosen_for_many", 3


def chosen(request: HttpRequest, rows: Callable[[], QuerySet[Any] | None]) -> list[Any]:
    """Return the patches that were ticked in a list, or all of its ``rows`` where that was asked for."""
    if request.POST.get("all") == "1":
        asked = rows()
        if asked is None:
            return []
        return list(asked.select_related("campaign").defer("geometry", "issued").order_by(*BY_NUMBER)[:MOST_AT_ONCE])
    wanted = [key for key in map(uuid_of, request.POST.getlist("patch")[:MOST_AT_ONCE]) if key]
    return list(patches_for(by(request), wanted).patches) if wanted else []


def shown(
    request: HttpRequest, patches: Sequence[Any], deed: Callable[[Any], Any], *, kept: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a page shows before a deed is done, and keep for which patches it was shown; ``kept`` goes with
    them."""
    attempt = tried(list(patches), deed)
    refused = {patch.pk for patch, _why in attempt.refused}
    free = [patch for patch in patches if patch.pk not in refused]
    rows = [[str(patch.uuid), patch.version] for patch in free]
    return {
        "token": keep(request, _CHOSEN, {"rows": rows, **kept}),
        "count": len(free), "back": kept["back"], "most": MOST_AT_ONCE, "refused_count": len(attempt.refused),
        "refused": [
            {"reason": reason, "count": count}
            for reason, count in Counter(why for _patch, why in attempt.refused).most_common(12)
        ],
        "area": sum((patch.area_mu for patch in free if patch.area_mu is not None), 0),
        "townships": Counter(patch.township_name for patch in free).most_common(),
    }  # fmt: skip


def keep(request: HttpRequest, name: str, what: Mapping[str, Any]) -> str:
    """Keep something in the session, the last few of its name; returns the token that finds it."""
    token = uuid4().hex
    sets = {**request.session.get(name, {}), token: dict(what)}
    request.session[name] = dict(list(sets.items())[-_KEPT_SETS:])
    return token


def taken(request: HttpRequest, name: str, token: str) -> dict[str, Any] | None:
    """Return what was kept under a token, once."""
    kept: dict[str, Any] | None = request.session.get(name, {}).pop(token, None)
    if kept is not None:
        request.session.modified = True
    return kept


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown and waits to be done: what was kept with it, the patches as they were, how many changed."""

    kept: Mapping[str, Any]
    patches: Sequence[Any]
    changed: int

    def do(self, deed: Callable[[Any], Any]) -> tuple[Done, list[Any]]:
        """Do it to every patch that is as it was shown; returns what came of it, and the patches it was done to."""
        made = each(list(self.patches), deed)
        refused = {patch.pk for patch, _why in made.refused}
        return made, [patch for patch in self.patches if patch.pk not in refused]


def waiting(request: HttpRequest, token: str) -> Shown:
    """Return what was shown under a token; raises Http404 where it was done already."""
    kept = taken(request, _CHOSEN, token)
    if kept is None:
        raise Http404
    versions = {UUID(key): version for key, version in kept["rows"]}
    patches = list(patches_for(by(request), versions).patches)
    same = [patch for patch in patches if patch.version == versions[patch.uuid]]
    return Shown(kept, same, len(patches) - len(same))


def tell(request: HttpRequest, made: Done, *, changed: int, undo: str = "") -> None:
    """Say for how many it was done, and which were left and why."""
    if made.done:
        done = ngettext("Done for {n} patch.", "Done for {n} patches.", made.done).format(n=made.done)
        messages.success(request, done, extra_tags=undo)
    refusals = Counter(why for _patch, why in made.refused)
    if changed:
        refusals[_("it was changed meanwhile")] += changed
    for reason, count in refusals.most_common(3):
        words = ngettext("{n} patch was left: {reason}", "{n} patches were left: {reason}", count)
        messages.warning(request, words.format(n=count, reason=reason))
