"""Going from door to door as one reader: what each answers, held against the access matrix, and counted by its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.access.controls import Control, controls_of
from tests.access.doors import NEVER, NEVER_NUMBER, Door
from tests.access.matrix import READING, is_outside, matrix
from tests.access.office import Office
from tests.access.readers import READERS
from tests.access.trying import Answer, Visitor
from tests.access.walked import LET_IN, NO_SUCH, NOT_FOUND, REFUSED, SENT, TOLD
from tuban.workflow.organisations.models import Person

_BY_STATUS = {401: SENT, 403: REFUSED, 404: NOT_FOUND, 405: NO_SUCH}
_SEEN = {"web:message_open": frozenset({"office_messages_message"})}
"""What is written when something is read, because that it was read is what is kept."""
POLICY = b"policy.refused"
"""What stands in a page that says why somebody may not."""
KEPT_OUT = frozenset(_BY_STATUS)
_LATER = frozenset({"web:health", "web:layer_tile"})
"""Doors that say 503 where something is not ready: what the office needs to run, a tile that is drawn first."""


def kind_of(answer: Answer) -> str:
    """Return what came of asking."""
    if answer.is_turned_away or answer.leads == "/password/":
        return SENT
    return _BY_STATUS.get(answer.status, LET_IN if answer.status < 400 else TOLD)


class Walk:
    """The way of one account past the doors, while the campaign stands so; ``kinds`` counts what came of it, ``faults``
    says what is not as the matrix has it, ``compared`` counts the keys that never were, ``followed``
    the controls of pages that were followed."""

    def __init__(self, office: Office, account: str, state: str) -> None:
        self.office, self.account, self.reader, self.state = office, account, READERS[account], state
        self.visitor = Visitor(account)
        self.name = Person.objects.filter(username=account).values_list("name", flat=True).first()
        self.kinds: Counter[str] = Counter()
        self.compared = self.followed = 0
        self.faults: list[str] = []
        self._asked: dict[tuple[str, str], str] = {}
        self._controls: dict[tuple[str, ...], tuple[Control, str]] = {}

    def past(self, doors: Iterable[Door]) -> Walk:
        """Ask at each."""
        for door in doors:
            answer = self.visitor.tries(door, self.office.keys)
            kind, address = kind_of(answer), door.address(self.office.keys)
            self.kinds[kind] += 1
            self._asked[door.deed, address] = kind
            if door.house == "web" and kind == LET_IN and answer.kind.startswith("text/html"):
                for control in controls_of(answer.body, at=address):
                    self._controls.setdefault(control.key, (control, door.name))
            fault = self._fault(door, answer)
            if fault:
                self.faults.append(f"{self.account} {door.deed} {door.name}: {fault}")
        return self

    def follow(self) -> Walk:
        """Follow every link, and send every form as it stood, of the pages that were shown: none leads to a refusal,
        but that whoever may not come in at all is kept out."""
        leads = {LET_IN, TOLD, *((SENT, REFUSED) if is_outside(self.account) else ())}
        for control, page in self._controls.values():
            kind = self._asked.get((control.deed, control.address)) if not control.fields else None
            if kind is None:
                answer = self.visitor.follows(control)
                kind = REFUSED if POLICY in answer.body else "fault" if answer.status >= 500 else kind_of(answer)
            self.followed += 1
            if kind not in leads:
                self.faults.append(
                    f"{self.account} {page} shows «{control.words}», {control.deed} {control.address}: {kind}"
                )
        return self

    def _fault(self, door: Door, answer: Answer) -> str:
        """Return what is wrong with how a door answers; empty where the matrix has it so."""
        told = matrix()
        if answer.status >= 500 and not (answer.status == 503 and door.name in _LATER):
            return f"a fault: {answer.status} {answer.body[-300:]!r}"
        if door.deed in READING and answer.written - _SEEN.get(door.name, frozenset()):
            return f"reading wrote to {sorted(answer.written)}"
        if answer.status in KEPT_OUT and answer.written:
            return f"refused with {answer.status}, and wrote to {sorted(answer.written)}"
        if is_outside(self.account):
            return "" if door.name in told.open_doors else self._of_one_outside(answer)
        if door.house in ("field_door", "pocket"):
            return ""
        hidden = told.hidden(door, self.reader)
        if hidden:
            return self._of_what_is_hidden(door, answer, hidden[0])
        by_hand_only = door.house == "api" and not self.visitor.has_token  # administrators of security and of the audit
        if answer.is_turned_away and door.name not in told.open_doors and not by_hand_only:
            return f"turned away: {answer.status} {answer.leads}"
        is_there = self.reader in told.is_to(door)
        if door.keys and (answer.status == 404) == is_there and (is_there or kind_of(answer) == LET_IN):
            return f"answers {answer.status}, though it is {'' if is_there else 'not '}there for them"
        if (
            door.deed == "GET"
            and door.name in told.only
            and self.reader in told.at_rooms
            and (answer.status in KEPT_OUT) == told.enters(door, self.account, self.state)
        ):
            return f"answers {answer.status}"
        return ""

    def _of_one_outside(self, answer: Answer) -> str:
        leads = {"new": "/password/"}.get(self.account, "/sign-in/")
        is_kept_out = answer.status in KEPT_OUT or (answer.status == 302 and answer.leads.startswith(leads))
        return "" if is_kept_out and not answer.written else f"let in: {answer.status} {answer.leads}"

    def _of_what_is_hidden(self, door: Door, answer: Answer, hidden: str) -> str:
        """Return what betrays something that a reader does not find; empty where it is as if it never had been."""
        keys = self.office.keys
        if any(mark.encode() in answer.body for mark in self.office.marks if mark != self.name):
            return f"shows what is not theirs: {answer.status}"
        if answer.written:
            return f"wrote to {sorted(answer.written)}"
        absent = self.visitor.tries(door, keys, absent=hidden)
        self.compared += 1
        if absent.status != answer.status:
            return f"betrays that it is there: {answer.status}, else {absent.status}"
        if answer.without(*keys.values()) != absent.without(*keys.values(), NEVER, NEVER_NUMBER):
            return "betrays that it is there by what it says"
        if answer.status not in KEPT_OUT and door.name not in matrix().words_first:
            return f"answers {answer.status}"
        return ""
