"""What comes back in a field sheet goes into the log by field, against what the sheet said when it was taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tuban.inspect.progress import Progress
from tuban.kernel.formats.children import Limits, Nursery, Task
from tuban.rules.fact_values import WrongValue
from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.packages.as_log import OfficeLog, told_before
from tuban.workflow.packages.qfield.taking_back import package_named
from tuban.workflow.packages.sheets.writing import FIRST_ROW, KEY_ROW, asked_of, words
from tuban.workflow.survey.entering import entered, typed

_READ = "tuban.workflow.packages.sheets.reading:read"


class SheetUnfit(TubanError):
    """This is no field sheet of ours: {why}."""

    code = "packages.sheet_unfit"
    hint = "Hand in the workbook that was taken here, with all of its columns; copy rows of another file into it."


@dataclass(slots=True)
class SheetReturned:
    """What a sheet brought: facts that are new, patches they are about, and cells that cannot be read, with reasons."""

    facts: int = 0
    patches: int = 0
    problems: list[str] = field(default_factory=list)


def take_back_sheet(path: Path, *, by: Acting, progress: Progress) -> SheetReturned:
    """Take in a field sheet; the same sheet twice changes nothing. Raises SheetUnfit, PackageUnknown, Refused."""
    progress(_("Reading what came back"), 0, 0)
    spoken = words()
    task = Task(
        _READ,
        {"path": str(path), "sheet": spoken["sheet"], "base": spoken["base"], "key_row": KEY_ROW,
         "first_row": FIRST_ROW},
        Limits(seconds=60.0),
    )  # fmt: skip
    with Nursery() as nursery:
        outcome = nursery.run(task)
    if outcome.ending != "done":
        raise SheetUnfit(why=outcome.detail or outcome.ending)
    told = outcome.answer
    package = package_named(told["package"])
    law = rulebook_of(package.plan.campaign)
    log = OfficeLog(f"sheet {package.pk}", f"{spoken['sheet']} · {package.group.name}"[:60], by=by)
    before = {(patch, fact): value for patch, fact, value in told["base"]} | told_before(log.device)
    returned = SheetReturned()
    for number, row in enumerate(told["rows"], start=FIRST_ROW + 1):
        patch = uuid_of(row.get("tuban_id"))
        if patch is None:
            if any(row.values()):
                returned.problems.append(_("Row {number} lost the key of its patch.").format(number=number))
            continue
        changes = []
        for kind in asked_of(law):
            text, old = row.get(kind.name, ""), before.get((str(patch), kind.name), "")
            try:
                new = typed(entered(kind, text, law)) if text else ""
            except WrongValue as error:
                returned.problems.append(f"{_('Row {number}').format(number=number)}：{error.message}")
                continue
            if new != old:
                changes.append({"fact": kind.name, "old": old, "new": new})
        if changes:
            identity = log.identity("facts", patch, changes, len(before))
            log.add("facts.told", {"changes": changes, "source": f"{spoken['sheet']} {number}"}, identity, patch=patch)
            returned.facts, returned.patches = returned.facts + len(changes), returned.patches + 1
    log.hand_in()
    returned.problems += [one.reason for one in log.receipts if not one.is_safe]
    return returned
