"""A ledger brought as a file: every row is entered, or says what is wrong with it; rows entered before stay alone."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tuban.inspect.disc.sources import failure
from tuban.kernel.formats.children import MIB, Limits, Task
from tuban.kernel.formats.standing import readers_here
from tuban.rules.facts_wire import value_from_wire
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate
from tuban.workflow.patrols.actions import enter
from tuban.workflow.patrols.law import ledger_law
from tuban.workflow.patrols.models import Sighting
from tuban.workflow.patrols.policies import may_enter
from tuban.workflow.taking_turns import taking_turns

LARGEST = 10 << 20
_READ = "tuban.workflow.patrols.reading:read"
_LIMITS = Limits(memory=1024 * MIB, seconds=60.0, written=MIB)
_TAKEN = frozenset({".xlsx", ".xls", ".csv", ".ods"})


class LedgerUnreadable(TubanError):
    """«{name}» cannot be read as a patrol ledger: {why}"""

    code = "patrols.ledger_unreadable"
    hint = "A workbook (.xlsx) or a CSV is taken, with the columns of the official form in one row."


@dataclass(slots=True)
class Imported:
    """What came of a file: how many rows were entered, how many had been before, and what is wrong with the others by
    their number in the file. ``strange`` are columns that nobody asked for."""

    entered: int = 0
    known: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


def import_ledger(by: Acting, file: UploadedFile) -> Imported:
    """Enter the rows of a file, each a deed of its own. Raises Refused, LedgerUnreadable."""
    may_enter.demand(by)
    name = file.name or ""
    suffix = Path(name).suffix.casefold()
    if suffix not in _TAKEN or (file.size or 0) > LARGEST:
        why = _("files with this ending are not taken.") if suffix not in _TAKEN else _("it is too large.")
        raise LedgerUnreadable(name=name, why=why)
    law = ledger_law()
    with tempfile.NamedTemporaryFile(suffix=suffix) as draft:
        shutil.copyfileobj(file, draft)
        draft.flush()
        task = Task(_READ, {"path": draft.name, "suffix": suffix, "known": list(law.columns)}, _LIMITS)
        outcome = readers_here().run(task)
    if outcome.ending != "done":
        raise LedgerUnreadable(name=name, why=_why(outcome, name))
    columns = [law.columns.get(one, "") for one in outcome.answer["columns"]]
    made = Imported(strange=[one for one in outcome.answer["columns"] if one not in law.columns])
    missing = [law.titles[one] for one in law.required if one not in columns]
    if missing:
        raise LedgerUnreadable(name=name, why=_("these columns are missing: {names}.").format(names="、".join(missing)))
    for number, cells in taking_turns(outcome.answer["rows"]):
        given = {column: text for column, text in zip(columns, cells, strict=True) if column}
        if _is_known(by, given):
            made.known += 1
            continue
        try:
            enter(by=by, given=given, source_file=name, row=number)
        except TubanError as error:
            made.faults.append((number, error.message))
        else:
            made.entered += 1
    return made


def _why(outcome: object, name: str) -> str:
    answer = str(getattr(outcome, "answer", ""))
    if answer == "patrols.no_column":
        return _("none of its columns is one of the ledger.")
    if answer == "patrols.too_many_rows":
        return _("it has too many rows.")
    return failure(outcome, name).message  # type: ignore[arg-type]


def _is_known(by: Acting, given: dict[str, str]) -> bool:
    """Whether the unit entered a row of this number on this day before."""
    try:
        day = PartialDate.parse(given.get("seen_on", "")).earliest
    except TubanError:
        return False
    number = given.get("number", "")
    rows = Sighting.objects.filter(unit=by.post.unit, seen_on=day, number=number, withdrawn_at=None)
    return bool(number) and rows.exists()


def take_over_ledger(by: Acting, campaign: Campaign) -> Imported:
    """Enter what the ledger on the disc of a campaign says was found: the patches that it names, on which day.

    A patch whose day it does not tell is listed. Raises Refused.
    """
    may_enter.demand(by)
    rows = Comparison.objects.filter(
        is_current=True, patch__in=patches_of_campaign(by, campaign.pk).filter(fate=Fate.ACTIVE),
        facts__in_patrol_ledger=True,
    ).select_related("patch").defer("judgement", "overlaps", "problems", "sources", "patch__geometry")  # fmt: skip
    made, seen = Imported(), set()
    ordered = rows.order_by("patch__number", "patch__part_number")
    for place, one in enumerate(taking_turns(ordered.iterator(200)), start=1):
        patch = one.patch
        if patch.number in seen:
            continue  # the parts of one patch stand in one row of the ledger
        seen.add(patch.number)
        day = value_from_wire(one.facts.get("patrol_found_on"))
        given = {
            "number": patch.number, "seen_on": str(day) if isinstance(day, PartialDate) else "", "channel": "patrol",
            "patch_number": patch.number, "area": patch.township_code or patch.area_code, "location": patch.village,
        }  # fmt: skip
        if _is_known(by, given):
            made.known += 1
            continue
        try:
            enter(by=by, given=given, source_file=campaign.title)
        except TubanError as error:
            made.faults.append((place, f"{patch.number} {error.message}"))
        else:
            made.entered += 1
    return made
