"""What people do here: prove files that they hand in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.scrutiny.policies import may_prove
from tuban.workflow.scrutiny.proof.asking import WithOffice, proofs_of
from tuban.workflow.scrutiny.proof.known import Office
from tuban.workflow.scrutiny.proof.verdicts import Proof, Verdict

_MOST_NAMED = 20


def verify(*, by: Acting, paths: Sequence[tuple[Path, str]]) -> tuple[list[Proof], list[str]]:
    """Return what is said of files, each with the name it came under, and which could not be read; nothing of them is
    kept but that somebody asked. Raises Refused."""
    may_prove.demand(by)
    asked = WithOffice(Office(by))
    proofs: list[Proof] = []
    faults: list[str] = []
    for path, name in paths:
        try:
            proofs += proofs_of(path, name, asked)
        except TubanError as error:
            faults.append(f"{name}: {error.message} {error.advice}".strip())
    _asked(by=by, proofs=proofs)
    return proofs, faults


@action("scrutiny.verify", policy=may_prove, secrets=("proofs",))
def _asked(*, by: Acting, proofs: Sequence[Proof]) -> None:
    del by
    note(
        files=[f"{one.sha256[:16]} {one.verdict}" for one in proofs[:_MOST_NAMED]],
        **{str(name): sum(one.verdict is name for one in proofs) for name in Verdict},
    )  # fmt: skip
