"""Who holds a way, until when, what stops its limit, and what was done about it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.limits import EndsBeforeItBegins
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Post
from tuban.workflow.organisations.roles import ADMINISTRATORS
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.moving import move
from tuban.workflow.patches.states import State
from tuban.workflow.rectification.law import end_of, law_of
from tuban.workflow.rectification.models import Entry, Suspension, Way
from tuban.workflow.rectification.policies import may_hand_over, may_note, may_time
from tuban.workflow.rectification.telling import tell_holder
from tuban.workflow.rectification.writing import count, enter, exhibits_there, wanted_reason


class HolderUnfit(TubanError):
    """{post} cannot hold this way: {why}."""

    code = "rectification.holder_unfit"
    hint = "Choose a post of the county, or of the township or zone that manages the patch."


class DayUnfit(TubanError):
    """{day} cannot be the last day: {why}."""

    code = "rectification.day_unfit"
    hint = "A last day lies after the day on which the way was set, and not after the end of the campaign."


class SuspensionUnfit(TubanError):
    """The limit cannot be suspended so: {why}."""

    code = "rectification.suspension_unfit"
    hint = "Only the reasons of the lawbook suspend a limit, with a document, one at a time."


def _touch(way: Way) -> Way:
    """Let the version of the patch grow, so that whoever saw it before is told."""
    way.patch = move(way.patch, State(way.patch.state), expected_version=way.patch.version, accepted_too=True)
    return way


@action("rectification.hand_over", policy=may_hand_over)
def hand_over(way: Way, *, by: Acting, expected_version: int, to: Post, reason: str) -> Way:
    """Hand a way over to another post. Raises ChangedMeanwhile, HolderUnfit, ReasonNeeded."""
    patch = lock(way.patch, expected_version, accepted_too=True)
    told = wanted_reason(reason)
    if to.closed_on is not None or to.role in ADMINISTRATORS:
        raise HolderUnfit(post=to, why=_("it does no work of the inspection"))
    codes = (patch.area_code, patch.township_code, patch.managed_code)
    if to.unit.is_practice != patch.campaign.is_practice or to.unit.code not in codes:
        raise HolderUnfit(post=to, why=_("its unit does not answer for the patch"))
    if to.pk == way.holder_id:
        raise HolderUnfit(post=to, why=_("it holds it already"))
    before = str(way.holder or "")
    way.holder, way.held_since = to, timezone.localdate()
    way.save(update_fields=["holder", "held_since"])
    enter(patch, Entry.Kind.HANDED, by=by, way=way, text=told, before=before, holder=str(to))
    tell_holder(way)
    return _touch(way)


@action("rectification.suspend", policy=may_time)
def suspend(
    way: Way, *, by: Acting, expected_version: int, because: str, since: date, document: str, until: date | None = None
) -> Suspension:
    """Suspend the limit for a coded reason of the lawbook, with the document that shows it; it lasts while ``until`` is
    None. Raises ChangedMeanwhile, SuspensionUnfit, EndsBeforeItBegins."""
    patch = lock(way.patch, expected_version, accepted_too=True)
    reasons = law_of(patch.campaign).suspensions
    if because not in reasons:
        raise SuspensionUnfit(why=_("“{reason}” is none of its reasons").format(reason=because))
    if not document.strip():
        raise SuspensionUnfit(why=_("the document is missing"))
    if since < way.set_on or since > timezone.localdate():
        raise SuspensionUnfit(why=_("it begins between the day on which the way was set and today"))
    if way.due_on is not None and since > way.due_on:
        raise SuspensionUnfit(why=_("the limit had passed before"))
    if until is not None and until < since:
        raise EndsBeforeItBegins(since=since.isoformat(), until=until.isoformat())
    if way.suspensions.filter(until__isnull=True).exists():
        raise SuspensionUnfit(why=_("it is suspended already"))
    made = Suspension.objects.create(
        way=way, reason=because, since=since, until=until, document=document.strip()[:120], by=by.person
    )
    counted = count(way)
    way.due_on = counted.due_on
    enter(
        patch, Entry.Kind.SUSPENDED, by=by, way=way, text=document, because=because, since=since, until=until,
        due_on=way.due_on,
    )  # fmt: skip
    _touch(way)
    return made


@action("rectification.resume", policy=may_time)
def resume(way: Way, *, by: Acting, expected_version: int, until: date) -> Way:
    """End the suspension that lasts; ``until`` is its last day. Raises ChangedMeanwhile, SuspensionUnfit,
    EndsBeforeItBegins."""
    patch = lock(way.patch, expected_version, accepted_too=True)
    lasting = way.suspensions.filter(until__isnull=True).first()
    if lasting is None:
        raise SuspensionUnfit(why=_("it is not suspended"))
    if until < lasting.since:
        raise EndsBeforeItBegins(since=lasting.since.isoformat(), until=until.isoformat())
    if until > timezone.localdate():
        raise SuspensionUnfit(why=_("nobody knows yet that it ends on a day to come"))
    lasting.until = until
    lasting.save(update_fields=["until"])
    way.due_on = count(way).due_on
    enter(patch, Entry.Kind.RESUMED, by=by, way=way, until=until, due_on=way.due_on)
    return _touch(way)


@action("rectification.fix_day", policy=may_time)
def fix_day(way: Way, *, by: Acting, expected_version: int, day: date, reason: str, document: str = "") -> Way:
    """Set a last day in place of the limit: earlier, or later with the document that allows it, never after the end of
    the campaign. Raises ChangedMeanwhile, DayUnfit, ReasonNeeded."""
    patch = lock(way.patch, expected_version, accepted_too=True)
    told, end = wanted_reason(reason), end_of(patch.campaign)
    if day <= way.set_on:
        raise DayUnfit(day=day.isoformat(), why=_("it does not lie after the day on which the way was set"))
    if end is not None and day > end:
        raise DayUnfit(day=day.isoformat(), why=_("the campaign ends on {end}").format(end=end.isoformat()))
    if way.due_on is not None and day > way.due_on and not document.strip():
        raise DayUnfit(day=day.isoformat(), why=_("the limit is only extended with a document"))
    way.fixed_on, way.because_fixed, way.fixed_by_document = day, told, document.strip()[:120]
    way.save(update_fields=["fixed_on", "because_fixed", "fixed_by_document"])
    before, way.due_on = way.due_on, count(way).due_on
    enter(patch, Entry.Kind.FIXED, by=by, way=way, text=told, before=before, due_on=way.due_on, document=document)
    return _touch(way)


@action("rectification.note_progress", policy=may_note)
def note_progress(way: Way, *, by: Acting, text: str, exhibits: Sequence[UUID | str] = ()) -> Entry:
    """Write down how far it is, with files of the patch. Raises ReasonNeeded, ExhibitNotThere."""
    told = wanted_reason(text)
    return enter(
        way.patch, Entry.Kind.PROGRESS, by=by, way=way, text=told, exhibits=exhibits_there(way.patch, exhibits)
    )
