"""Two people at the same case: the later one is told that it was changed."""

from __future__ import annotations

from tuban.values.errors import TubanError
from tuban.workflow.audit.queries import history
from tuban.workflow.cases.models import Case

KIND = "cases.case"


class ChangedMeanwhile(TubanError):
    """{case} was changed meanwhile by {person}."""

    code = "cases.changed_meanwhile"
    hint = "Look at it as it is now, then do it again if it is still right. Nothing was overwritten."


def lock(case: Case, expected_version: int) -> Case:
    """Lock a case, bring it up to date and let its version grow; raises ChangedMeanwhile where it is another.

    To be called first inside an action.
    """
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)).select_related("organ", "campaign"))
    if case.version != expected_version:
        last = history(KIND, str(case.pk)).filter(is_refused=False).first()
        raise ChangedMeanwhile(case=case, person=last.person_name if last is not None else "")
    case.version += 1
    case.save(update_fields=["version"])
    return case
