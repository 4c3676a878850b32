"""What was told of a patch, and what would be said of it if more were told."""

from __future__ import annotations

from django.db.models import QuerySet

from tuban.workflow.comparison.comparing import Said, basis_of_patch, ground_of_basis, say
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.models import Statement
from tuban.workflow.survey.telling import Telling, told_with

Origin = Statement.Origin


def statements_of(patch: Patch) -> QuerySet[Statement]:
    """Return everything that was ever told of a patch, the newest first."""
    return Statement.objects.filter(patch=patch).select_related("by", "post__unit", "post__department").order_by("-at")


def would_say(patch: Patch, telling: Telling, *, by: Acting) -> Said:
    """Return what is said of a patch once this is told: the same judgement that telling it writes. Writes nothing."""
    told = told_with(patch, telling, by=by)
    ground = ground_of_basis(patch.campaign, basis_of_patch(patch))
    return next(one for one in say([patch], ground, telling={patch.pk: told}) if one.patch.pk == patch.pk)
