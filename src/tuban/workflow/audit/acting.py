"""What an action is: check, do, write the audit line, all in one transaction. The only way in which anything
changes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import nullcontext
from contextvars import ContextVar
from typing import Any, TypeVar

from django.contrib.gis.db.models import GeometryField
from django.db import models, transaction

from tuban.workflow.audit.policies import Policy, Refused
from tuban.workflow.audit.recording import NOTHING, Actor, Subject, record

Answer = TypeVar("Answer")
_NEVER_TOLD = frozenset({"password", "last_login"})
_NOTES: ContextVar[dict[str, Any] | None] = ContextVar("notes", default=None)


def note(**details: Any) -> None:
    """Add to the audit line of the action that is running."""
    notes = _NOTES.get()
    if notes is None:
        raise RuntimeError("there is no action to add a note to")
    notes.update(details)


def hold(row: models.Model) -> None:
    """Lock a row until the action is over, and bring the object up to date."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update())


def action(
    name: str, *, policy: Policy, secrets: tuple[str, ...] = (), lock: Callable[[Any], object] | None = None
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Make a function an action. ``name`` is ``stage.verb``; ``policy`` answers whether ``by`` may do it to the
    subjects.

    The function takes its subjects by position and ``by`` and its options by keyword. Its audit line tells the first
    subject, else what it made, with what changed in it and the options but the ``secrets``; a ``reason`` stands
    apart. A refusal is written too, as a line of its own. Raises Refused.

    Who changes what stands in the way of others without saying which version they saw gives ``lock``: it locks the
    first subject and brings it up to date before the policy is asked, so that what somebody else did meanwhile counts.
    """

    hidden = {"reason", *secrets}

    def wrap(function: Callable[..., Answer]) -> Callable[..., Answer]:
        @functools.wraps(function)
        def do(*subjects: Any, by: Actor, **options: Any) -> Answer:
            subject = subjects[0] if subjects else None
            with transaction.atomic() if lock is not None else nullcontext():
                if lock is not None:
                    lock(subject)
                try:
                    policy.demand(by, *subjects)
                except Refused as refused:
                    refusal = refused
                    with transaction.atomic():
                        record(name, by=by, subject=subject_of(subject), reason=str(refusal), is_refused=True)
                else:
                    return done(subject, *subjects, by=by, **options)
            raise refusal

        def done(subject: Any, /, *subjects: Any, by: Actor, **options: Any) -> Answer:
            token = _NOTES.set({})
            try:
                with transaction.atomic():
                    before = values_of(subject)
                    answer = function(*subjects, by=by, **options)
                    told = subject if isinstance(subject, models.Model) else answer
                    details = {name: _plain(value) for name, value in options.items() if name not in hidden}
                    details |= _changes(before, values_of(subject)) | (_NOTES.get() or {})
                    reason = str(options.get("reason") or "")
                    record(name, by=by, subject=subject_of(told), reason=reason, details=details)
                    return answer
            finally:
                _NOTES.reset(token)

        do.policy, do.name = policy, name  # type: ignore[attr-defined]
        return do

    return wrap


def subject_of(row: Any) -> Subject:
    """Return what the audit calls a row: itself, or the thing it is about where it names one (``audited_as``)."""
    row = getattr(row, "audited_as", row)
    if not isinstance(row, models.Model):
        return NOTHING
    campaign = getattr(row, "campaign_id", None)
    return Subject(
        kind=row._meta.label_lower,
        key=str(getattr(row, "uuid", row.pk)),
        title=str(row),
        area_code=str(getattr(row, "area_code", "") or ""),
        campaign_id=campaign,
    )


def values_of(row: Any) -> dict[str, Any]:
    """Return the values of a row's own columns, without geometries."""
    if not isinstance(row, models.Model):
        return {}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not isinstance(field, GeometryField) and field.attname not in _NEVER_TOLD
    }


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    changed = {name: [_plain(before[name]), _plain(value)] for name, value in after.items() if before[name] != value}
    return {"changed": changed} if changed else {}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"kind": value._meta.label_lower, "id": str(getattr(value, "uuid", value.pk)), "title": str(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
