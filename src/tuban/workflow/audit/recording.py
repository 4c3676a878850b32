"""Writes lines of the audit and proves the chain.

The digest of a line covers all its fields and the digest of the line before. Whoever changes, drops or inserts a line
by other means breaks the chain at that place. Writers wait for one another at the head of the chain, so that it has
no forks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from tuban.values.language import gettext as _
from tuban.workflow.audit.models import ChainHead, Line

_DIGESTED = (
    "number", "action", "is_refused", "subject_kind", "subject_id", "subject_title", "area_code", "campaign_id",
    "person_id", "person_name", "post_id", "post_title", "address", "reason", "details", "previous",
)  # fmt: skip
_HEAD = 1
_AT_ONCE = 2000


class Actor(Protocol):
    """Who does something: a person under a post, or the product itself."""

    @property
    def person_id(self) -> UUID | None:
        """The person; None for the product."""

    @property
    def person_name(self) -> str:
        """The name of the person."""

    @property
    def post_id(self) -> UUID | None:
        """The post under which it is done."""

    @property
    def post_title(self) -> str:
        """Unit, department and post in words."""

    @property
    def address(self) -> str:
        """The network address the request came from."""

    @property
    def area_code(self) -> str:
        """The division whose people may read what was done to nothing of a division of its own."""


@dataclass(frozen=True, slots=True)
class Product:
    """The product itself, where nobody asked: nightly counts, clocks."""

    person_id: UUID | None = None
    person_name: str = "系统"
    post_id: UUID | None = None
    post_title: str = ""
    address: str = ""
    area_code: str = ""


PRODUCT = Product()


@dataclass(frozen=True, slots=True)
class Subject:
    """What something was done to: its kind (``app.model``), its key, what people call it, and whose it is."""

    kind: str = ""
    key: str = ""
    title: str = ""
    area_code: str = ""
    campaign_id: UUID | None = None


NOTHING = Subject()


def record(
    action: str,
    *,
    by: Actor,
    subject: Subject = NOTHING,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    is_refused: bool = False,
) -> Line:
    """Write the next line. Must be called in the transaction of the deed, so that neither is kept without the other."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit line belongs into the transaction of its deed")
    head, _is_first = ChainHead.objects.select_for_update().get_or_create(pk=_HEAD)
    line = Line(
        number=head.number + 1,
        at=timezone.now(),
        action=action,
        is_refused=is_refused,
        subject_kind=subject.kind,
        subject_id=subject.key,
        subject_title=subject.title[:200],
        area_code=subject.area_code or by.area_code,
        campaign_id=subject.campaign_id,
        person_id=by.person_id,
        person_name=by.person_name[:80],
        post_id=by.post_id,
        post_title=by.post_title[:200],
        address=by.address[:45],
        reason=reason,
        # As JSON keeps it, so that the digest of the line read back is the same.
        details=json.loads(json.dumps(details or {}, cls=DjangoJSONEncoder, ensure_ascii=False)),
        previous=head.digest,
    )
    line.digest = digest_of(line)
    line.save(force_insert=True)
    head.number, head.digest = line.number, line.digest
    head.save(update_fields=["number", "digest"])
    return line


def record_alone(
    action: str,
    *,
    by: Actor,
    subject: Subject = NOTHING,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    is_refused: bool = False,
) -> Line:
    """Write a line for what changes no row: signing in, reading what is watched, asking for what one may not see."""
    with transaction.atomic():
        return record(action, by=by, subject=subject, reason=reason, details=details, is_refused=is_refused)


def digest_of(line: Line) -> str:
    """Return the digest that a line must bear."""
    return hashlib.sha256(digested(line).encode("utf-8")).hexdigest()


def digested(line: Line) -> str:
    """Return what the digest of a line is made of, as JSON: whoever has it can prove the line without the office."""
    values = {name: getattr(line, name) for name in _DIGESTED}
    values["at"] = line.at.isoformat()
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: the number of the line and what is wrong, in words."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of a verification: how many lines, the digest of the last one, and where it breaks."""

    lines: int
    digest: str
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        """Whether every line is where and as it was written."""
        return not self.breaks


Progress = Callable[[int, int, str], None]
"""Is told how many lines were read, of how many, and the digest of the last: a later proof can go on from there."""


def _untold(_done: int, _total: int, _digest: str) -> None:
    """Tell nobody."""


def verify(*, most_breaks: int = 20, progress: Progress = _untold, after: tuple[int, str] = (0, "")) -> Proof:
    """Read the whole chain; lines are read in portions, so that ten million of them need no more memory than few.

    ``after`` are the number and the digest of the last line that an interrupted proof found in order.
    """
    number, digest = after
    return _proof(number, digest, most_breaks, progress)


def verify_last(count: int) -> Proof:
    """Read the last lines only: quick, and silent about everything before them."""
    head = ChainHead.objects.filter(pk=_HEAD).first() or ChainHead()
    start = max(0, head.number - count)
    before = Line.objects.filter(number=start).first()
    proof = _proof(start, before.digest if before else "", 1, _untold)
    return Proof(proof.lines - start, proof.digest, proof.breaks)


def _proof(number: int, digest: str, most_breaks: int, progress: Progress) -> Proof:
    breaks: list[Break] = []
    total = _head().number
    while True:
        for line in _in_order(number):
            breaks += _breaks_of(line, number, digest)
            number, digest = line.number, line.digest
            if len(breaks) >= most_breaks:
                return Proof(number, digest, tuple(breaks))
            if number % _AT_ONCE == 0 and not breaks:
                progress(number, max(total, number), digest)
        head = _head()
        if head.number <= number or not Line.objects.filter(number__gt=number).exists():
            break  # else others wrote on meanwhile
    if (head.number, head.digest) != (number, digest):
        breaks.append(
            Break(
                head.number,
                _("the chain ends at line {number}, its head names {head}").format(number=number, head=head.number),
            )
        )
    return Proof(number, digest, tuple(breaks))


def _head() -> ChainHead:
    return ChainHead.objects.filter(pk=_HEAD).first() or ChainHead()


def _breaks_of(line: Line, number: int, digest: str) -> list[Break]:
    """Return what is wrong with a line after the one of a number and a digest."""
    found = []
    if line.number != number + 1:
        told = _("lines {first} to {last} are missing").format(first=number + 1, last=line.number - 1)
        found.append(Break(line.number, told))
    elif line.previous != digest:
        found.append(Break(line.number, _("it does not follow the line before")))
    if digest_of(line) != line.digest:
        found.append(Break(line.number, _("it is not as it was written")))
    return found


def _in_order(last: int) -> Iterator[Line]:
    while lines := list(Line.objects.filter(number__gt=last).order_by("number")[:_AT_ONCE]):
        yield from lines
        last = lines[-1].number
