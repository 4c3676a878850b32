"""The jobs of the exchange."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from tuban.exchange.manifest import Kind
from tuban.jobs.work import Run, work
from tuban.workflow.exchange import decided, issuing, reported
from tuban.workflow.exchange.actions import LOOK, PACK
from tuban.workflow.exchange.contents import register
from tuban.workflow.exchange.looking import look
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.packing import make
from tuban.workflow.exchange.queries import room_of
from tuban.workflow.exchange.words import State
from tuban.workflow.organisations.queries import acting_as

register(Kind.ISSUE, issuing.Issue())
register(Kind.SUBMISSION, reported.Submission())
register(Kind.VERDICT, decided.Verdict())


@work(PACK)
def pack_job(run: Run, *, package_id: str, given: dict[str, Any], post_id: str) -> dict[str, Any]:
    """Make a package that was asked for."""
    package = Package.objects.select_related("unit", "peer", "by").get(pk=package_id)
    if package.state not in (State.MAKING, State.FAILED):
        return {}
    by = acting_as(package.by, UUID(post_id), on=timezone.localdate())
    if by is None or by.post.unit_id != package.unit_id:
        return {}
    package.state, package.code, package.reason, package.hint = State.MAKING, "", "", ""
    package.save()
    make(package, given, by, run.progress)
    return {"package": str(package.pk), "name": package.name, "size": package.size}


@work(LOOK)
def look_job(run: Run, *, package_id: str) -> dict[str, Any]:
    """Look at a package that came."""
    package = Package.objects.select_related("unit", "by").get(pk=package_id)
    if package.state == State.OPENING:
        look(package, room_of(package) / "package.tbx", run.progress)
    return {"package": str(package.pk), "state": package.state, "code": package.code}
