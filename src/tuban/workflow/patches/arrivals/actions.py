"""What people do with discs that come in: begin, receive, have checked, correct roles, confirm, drop, take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.jobs.queue import again, ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.arrivals.foreseen import foreseen_of
from tuban.workflow.patches.arrivals.names import safe_paths
from tuban.workflow.patches.arrivals.policies import (
    may_begin_arrival,
    may_check,
    may_confirm,
    may_correct_roles,
    may_drop,
    may_receive,
    may_take_back,
)
from tuban.workflow.patches.arrivals.queries import is_whole, job_of_arrival, received_of
from tuban.workflow.patches.arrivals.roles import disc_yaml
from tuban.workflow.patches.arrivals.room import check_room
from tuban.workflow.patches.models import Arrival

CHECK, LOAD, PURGE = "patches.check_disc", "comparison.load_disc", "patches.purge_arrivals"
END, STAY = "end", "stay"
"""What becomes of the patches that a disc does not have: their issuer withdrew them, or they stay."""
_MOST_FILES = 20_000
_State = Arrival.State


class NothingChosen(TubanError):
    """No file was chosen, or only empty ones."""

    code = "patches.nothing_chosen"
    hint = "Choose the ZIP or the folder of the disc."


class TooManyFiles(TubanError):
    """The folder has {count} files; at most {most} are taken one by one."""

    code = "patches.too_many_files"
    hint = "Pack the folder into a ZIP and choose that."


class NotWhole(TubanError):
    """«{name}» is not whole yet."""

    code = "patches.not_whole"
    hint = "Choose the same files again: the upload goes on from where it stopped."


class ArrivalChanged(TubanError):
    """«{name}» has changed since you opened the page."""

    code = "patches.arrival_changed"
    hint = "Load the page again, look at what changed, and repeat the step if it is still right."


class MissingUnsaid(TubanError):
    """{count} patches of the campaign are not on this disc, and nobody said what that means."""

    code = "patches.missing_unsaid"
    hint = "Say whether their issuer withdrew them, or the disc only adds to what is here."


class ForeseenIsOld(TubanError):
    """Another disc of the campaign was loaded since «{name}» was checked."""

    code = "patches.foreseen_is_old"
    hint = "Check it again: what it changes is then told anew."


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that is going to come: relative path, bytes, and when the sender's copy was last changed."""

    path: str
    size: int
    modified: int = 0


@action("patches.begin_arrival", policy=may_begin_arrival, secrets=("announced",))
def begin_arrival(*, by: Acting, name: str, announced: Sequence[Announced]) -> Arrival:
    """Open an upload for the files announced.

    Raises NothingChosen, TooManyFiles, NameUnfit, NameTwice, DiscTooLarge, QuotaUsed and DiskFull.
    """
    size = sum(one.size for one in announced)
    if not size or any(one.size < 0 for one in announced):
        raise NothingChosen
    if len(announced) > _MOST_FILES:
        raise TooManyFiles(count=len(announced), most=_MOST_FILES)
    paths = safe_paths(one.path for one in announced)
    check_room(by.post.unit, size)
    pk = uuid4()
    arrival = Arrival(pk=pk, name=name[:200], size=size, folder=str(pk), unit=by.post.unit, begun_by=by.person)
    arrival.summary = {"files": [{**asdict(one), "path": path} for one, path in zip(announced, paths, strict=True)]}
    arrival.save(force_insert=True)
    files.folder_of(arrival).mkdir(mode=0o700, parents=True, exist_ok=True)
    note(name=arrival.name, files=len(announced), size=size)
    ask_for(PURGE, _("Remove expired uploads"), {})
    return arrival


def open_for_bytes(arrival: Arrival, *, by: Acting) -> None:
    """Raise Refused where bytes are not taken. Portions of a file are no deeds: the audit tells begin and end."""
    may_receive.demand(by, arrival)


def tell_received(arrival: Arrival) -> None:
    """Keep how much is here for lists; what counts is the disk."""
    Arrival.objects.filter(pk=arrival.pk, state=_State.UPLOADING).update(received=received_of(arrival))


@action("patches.check_arrival", policy=may_check)
def check(arrival: Arrival, *, by: Acting) -> Job:
    """Ask the import doctor to look through a disc that is whole. Raises NotWhole and ArrivalChanged."""
    _locked(arrival, arrival.version)
    for upload in files.uploads_of(arrival):
        upload.settle()
    if not is_whole(arrival):
        raise NotWhole(name=arrival.name)
    job = job_of_arrival(arrival)
    if arrival.state == _State.CHECKING and job is not None and job.kind == CHECK:
        return again(job)
    arrival.received = arrival.size
    return _begin_job(arrival, CHECK, _State.CHECKING, _("Check the disc: {name}").format(name=arrival.name), by)


@action("patches.correct_roles", policy=may_correct_roles)
def correct_roles(arrival: Arrival, *, by: Acting, version: int, chosen: Mapping[str, tuple[str, str]]) -> Job:
    """Say what the files of a disc without manifest are; it is then checked anew.

    Raises RoleUnknown and ArrivalChanged.
    """
    _locked(arrival, version)
    text, left_out = disc_yaml(arrival, chosen)
    files.say(arrival, text)
    arrival.summary = {**arrival.summary, "ignored": left_out}
    return _begin_job(arrival, CHECK, _State.CHECKING, _("Check the disc: {name}").format(name=arrival.name), by)


@action("patches.confirm_arrival", policy=may_confirm)
def confirm(arrival: Arrival, *, by: Acting, version: int, missing: str = "") -> Job:
    """Confirm what the import doctor says and load the disc.

    ``missing`` says what becomes of the patches of the campaign that the disc does not have: they :data:`END`, because
    their issuer withdrew them, or :data:`STAY`. Raises ArrivalChanged, MissingUnsaid, ForeseenIsOld.
    """
    _locked(arrival, version)
    job = job_of_arrival(arrival)
    if job is not None and job.kind == LOAD and job.is_over:  # it failed or was stopped, and goes on from there
        arrival.state = _State.LOADING
        _save(arrival)
        return again(job)
    foreseen = foreseen_of(arrival)
    if foreseen is not None and foreseen.is_old:
        raise ForeseenIsOld(name=arrival.name)
    if foreseen is not None and foreseen.missing and missing not in (END, STAY):
        raise MissingUnsaid(count=foreseen.missing)
    arrival.summary = {**arrival.summary, "ends_missing": foreseen is not None and missing == END}
    note(
        checksum=arrival.checksum, certificate=arrival.certificate, patches=arrival.summary.get("patches", 0),
        missing=foreseen.missing if foreseen is not None else 0, ends_missing=arrival.summary["ends_missing"],
    )  # fmt: skip
    return _begin_job(arrival, LOAD, _State.LOADING, _("Load the disc: {name}").format(name=arrival.name), by)


@action("patches.drop_arrival", policy=may_drop)
def drop(arrival: Arrival, *, by: Acting, version: int) -> Arrival:
    """Drop a disc; its files are kept for seven days, so that it can be taken back. Raises ArrivalChanged."""
    _locked(arrival, version)
    before = arrival.state if arrival.state not in (_State.CHECKING, _State.LOADING) else _State.UPLOADING
    if arrival.state == _State.LOADING:
        before = _State.CHECKED
    arrival.summary = {**arrival.summary, "dropped_at": timezone.now().isoformat(), "dropped_from": before}
    arrival.state = _State.DROPPED
    _save(arrival)
    return arrival


@action("patches.take_back_arrival", policy=may_take_back)
def take_back(arrival: Arrival, *, by: Acting) -> Arrival:
    """Take a dropped disc back to where it was."""
    _locked(arrival, arrival.version)
    arrival.state = arrival.summary.get("dropped_from", _State.UPLOADING)
    arrival.summary = {key: value for key, value in arrival.summary.items() if not key.startswith("dropped_")}
    _save(arrival)
    return arrival


def _locked(arrival: Arrival, version: int) -> None:
    """Lock the row until the end of the action; raises ArrivalChanged where somebody was quicker."""
    current = Arrival.objects.select_for_update().only("version", "state").get(pk=arrival.pk)
    if (current.version, current.state) != (version, arrival.state):
        raise ArrivalChanged(name=arrival.name, row=arrival, expected=version)


def _begin_job(arrival: Arrival, kind: str, state: str, title: str, by: Acting) -> Job:
    job = ask_for(
        kind, title, {"arrival_id": str(arrival.pk)},
        person_id=by.person_id, person_name=by.person_name, area_code=arrival.area_code,
    )  # fmt: skip
    arrival.state, arrival.job_id = state, job.pk
    _save(arrival)
    return job


def _save(arrival: Arrival) -> None:
    arrival.version += 1
    arrival.save(update_fields=["state", "job_id", "version", "summary", "received"])
