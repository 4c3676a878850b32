"""The forms of a seal as they were sealed, here or in another installation, to be read on a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tuban.rules.forms.filled import FilledForm
from tuban.rules.forms.kept import form_from_wire
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.submission.contents import FORMS
from tuban.workflow.submission.models import Seal


class FormsUnreadable(TubanError):
    """The forms of the seal cannot be read."""

    code = "submission.forms_unreadable"
    hint = "Open the workbooks among its files, and ask whoever sealed it for the package again."


@dataclass(frozen=True, slots=True)
class SealedForms:
    """The day that the forms speak for, their titles by id in the order of the seal, and the one that was asked for."""

    as_of: str
    titles: dict[str, str]
    form: FilledForm


def sealed_forms(seal: Seal, name: str = "") -> SealedForms:
    """Return the form ``name`` of a seal, the first where there is none of that name. Raises FormsUnreadable,
    ContentLost."""
    try:
        told = _read(seal.files[FORMS]["sha256"], seal.files[FORMS]["suffix"])
        titles = {id: str(one["title"]) for id, one in told["forms"].items()}
        chosen = name if name in titles else next(iter(titles))
        return SealedForms(str(told["as_of"]), titles, form_from_wire(told["forms"][chosen]))
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, StopIteration) as error:
        raise FormsUnreadable from error


@lru_cache(maxsize=2)
def _read(checksum: str, suffix: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(store.found(checksum, suffix).read_text(encoding="utf-8"))
    return content
