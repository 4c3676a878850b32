"""The township declares that a way is done; whoever finds that it was not names the declaration false."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from tuban.rules.facts_wire import value_from_wire
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.rectification.actions.setting import demand_examined
from tuban.workflow.rectification.declared import Told, digest_of, shown
from tuban.workflow.rectification.law import route_of
from tuban.workflow.rectification.models import Declaration, Entry, Way
from tuban.workflow.rectification.policies import may_declare, may_name_false, may_reopen_way
from tuban.workflow.rectification.telling import tell_answer, tell_declared
from tuban.workflow.rectification.writing import enter, exhibits_there, stand, standing_ways, wanted_reason
from tuban.workflow.review.later import tell_later


@action("rectification.declare", policy=may_declare, secrets=("told",))
def declare(way: Way, *, by: Acting, expected_version: int, told: Told) -> Declaration:
    """Declare a way done, with everything that it has to show. What it tells counts once it was accepted and signed.

    Raises ChangedMeanwhile, NotDeclared, WrongValue, DayToCome, MoreThanMeasured, OthersNotExamined.
    """
    patch = lock(way.patch, expected_version, accepted_too=True)
    if "others_examined" in route_of(way).exhibits:
        demand_examined(way.finding, way.way)
    found = shown(way, told)
    text = told.text.strip()
    made = Declaration.objects.create(
        way=way, unit=by.post.unit, facts=found.as_wire, text=text, before=found.before, after=found.after,
        documents=list(found.documents), measured=found.measured, boundary=list(found.boundary),
        measured_m2=found.measured_m2, digest=digest_of(way, text, found),
        by=by.person, post=by.post,
    )  # fmt: skip
    way.state = Way.State.DECLARED
    way.save(update_fields=["state"])
    pictures = [one.pk for one in (found.before, found.after) if one is not None]
    enter(
        patch, Entry.Kind.DECLARED, by=by, way=way, text=text, exhibits=(*pictures, *found.documents),
        declaration=made.pk, facts=found.as_wire, digest=made.digest,
    )  # fmt: skip
    note(digest=made.digest)
    tell_declared(made)
    stand(patch)
    return made


@action("rectification.name_false", policy=may_name_false)
def name_false(
    declaration: Declaration, *, by: Acting, expected_version: int, reason: str, exhibits: Sequence[UUID | str] = ()
) -> Declaration:
    """Name a declaration false: the way is in work again, what it told is taken back, and the unit bears it.

    Raises ChangedMeanwhile, ReasonNeeded, ExhibitNotThere.
    """
    way = declaration.way
    patch = lock(way.patch, expected_version, accepted_too=True)
    told, files = wanted_reason(reason), exhibits_there(patch, exhibits)
    declaration.state, declaration.false_because = Declaration.State.FALSE, told
    declaration.false_evidence, declaration.false_by, declaration.false_at = files, by.person, timezone.now()
    declaration.save(update_fields=["state", "false_because", "false_evidence", "false_by", "false_at"])
    way.false_count += 1
    way.save(update_fields=["false_count"])
    _take_back(patch, way, declaration, by=by, source=told)
    enter(
        patch, Entry.Kind.FALSE, by=by, way=way, text=told, exhibits=files, declaration=declaration.pk,
        unit=declaration.unit.name, declared_by=declaration.by.name,
    )  # fmt: skip
    note(unit=declaration.unit.name, declared_by=declaration.by.name)
    tell_answer(declaration, told)
    stand(patch)
    return declaration


@action("rectification.reopen_way", policy=may_reopen_way)
def reopen_way(way: Way, *, by: Acting, expected_version: int, reason: str) -> Way:
    """Reopen a way that was accepted: it is in work again, what it told is taken back. Raises ChangedMeanwhile,
    ReasonNeeded."""
    patch = lock(way.patch, expected_version, accepted_too=True)
    told = wanted_reason(reason)
    stands = way.declarations.filter(state__in=(Declaration.State.ACCEPTED, Declaration.State.SIGNED)).first()
    if stands is not None:
        stands.state = Declaration.State.REOPENED
        stands.save(update_fields=["state"])
        _take_back(patch, way, stands, by=by, source=told)
    enter(patch, Entry.Kind.REOPENED, by=by, way=way, text=told)
    stand(patch)
    return way


def _take_back(patch: Patch, way: Way, declaration: Declaration, *, by: Acting, source: str) -> None:
    """Let a way be in work again, and take back the facts that only its declaration told."""
    was_told = way.state == Way.State.SIGNED
    way.state, way.done_on = Way.State.OPEN, None
    way.save(update_fields=["state", "done_on"])
    if not was_told:
        return
    others = {
        name: value
        for other in Declaration.objects.filter(way__in=standing_ways(patch), state=Declaration.State.SIGNED)
        for name, value in other.facts.items()
    }
    gone = [name for name in declaration.facts if name not in others]
    kept = {name: value_from_wire(others[name]) for name in declaration.facts if name in others}
    tell_later(patch, by=by, facts=kept, taken_back=gone, source=source)
