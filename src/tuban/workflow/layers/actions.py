"""What people do with layers. Their content never changes: only what it is called."""

from __future__ import annotations

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.policies import may_describe
from tuban.workflow.organisations.acting import Acting


class EditionChangedMeanwhile(TubanError):
    """{edition} was changed meanwhile."""

    code = "layers.changed_meanwhile"
    hint = "Look at it as it is now, then change it again if it is still needed."


@action("layers.describe_edition", policy=may_describe)
def describe_edition(
    edition: Edition, *, by: Acting, expected_version: int, title: str, name: str, as_of: str, reason: str = ""
) -> Edition:
    """Correct the title of an edition, the name people give it, and the day its data are of."""
    edition.refresh_from_db(from_queryset=Edition.objects.select_for_update())
    if edition.version != expected_version:
        raise EditionChangedMeanwhile(edition=edition, row=edition, expected=expected_version)
    edition.title, edition.edition, edition.as_of = title[:120], name[:80], as_of[:10]
    edition.version += 1
    edition.save(update_fields=["title", "edition", "as_of", "version"])
    return edition
