"""Makes the standard disc of an import: manifest with roles and checksums, as ``tuban disc make``, and proves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from tuban.inspect.disc.making import make_disc
from tuban.inspect.disc.manifest import Manifest
from tuban.inspect.disc.verifying import verify_disc
from tuban.jobs.work import Run
from tuban.kernel.formats.children import Nursery
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.problems import Severity
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record
from tuban.workflow.comparison.tasks import Asker
from tuban.workflow.patches.arrivals import files
from tuban.workflow.results.models import Result, ResultFile

DISC = "数据光盘.zip"


class FilesAreGone(TubanError):
    """The files of «{name}» are not kept any more."""

    code = "results.files_are_gone"
    hint = "Upload the disc again, and make the standard disc within seven days after it was loaded."


class DiscNotMade(TubanError):
    """The disc cannot be made: {reason}"""

    code = "results.disc_not_made"
    hint = "See the findings of the check: each says what can be done."


def make_disc_of(run: Run, result_id: str, scratch: Path) -> dict[str, Any]:
    """Make the disc below ``scratch``, hold it against its manifest, keep it, and enter it in one transaction."""
    result = Result.objects.select_related("campaign", "arrival").filter(pk=result_id, whole_at__isnull=True).first()
    arrival = result.arrival if result is not None else None
    if result is None or arrival is None:
        return {}  # the practice campaign was reset, or an attempt that was thought dead came first
    campaign = result.campaign
    if not files.is_kept(arrival):
        raise FilesAreGone(name=arrival.name)
    stated = Manifest(
        "", campaign.code, campaign.title, campaign.year, campaign.area_code, campaign.area_name, campaign.issuer,
        campaign.issued_on,
    )  # fmt: skip
    path = scratch / DISC
    with Nursery() as nursery:
        made = make_disc(
            files.disc_of(arrival), path, stated=stated, progress=run.progress, nursery=nursery,
            said=files.said_of(arrival),
        )  # fmt: skip
        if made.path is None:
            errors = [one.message for one in made.findings if one.severity is Severity.ERROR]
            raise DiscNotMade(reason=errors[0] if errors else _("it holds no patches."))
        run.progress(_("Holding the disc against its manifest"))
        proof = verify_disc(path, progress=run.progress, nursery=nursery)
    run.progress(_("Keeping the results"))
    checksum = store.keep(path, suffix=".zip")
    result.size = path.stat().st_size
    result.disc_checksum = checksum
    result.about = {
        "files": made.files, "is_proved": proof.is_proved, "proved": proof.proved, "stated": proof.stated,
        "findings": [one.message for one in proof.findings if one.severity is not Severity.NOTE][:20],
    }  # fmt: skip
    with transaction.atomic():
        if not Result.objects.select_for_update().filter(pk=result.pk, whole_at__isnull=True).exists():
            return {}
        ResultFile.objects.create(
            result=result, path=DISC, kind="disc", size=result.size, checksum=checksum, suffix=".zip"
        )
        result.whole_at = timezone.now()
        result.save()
        outcome = {"is_proved": proof.is_proved, "proved": proof.proved, "stated": proof.stated, "checksum": checksum}
        record("results.disc_made", by=Asker.of(run), subject=subject_of(result), details=outcome)
    return {**outcome, "result_id": str(result.pk), "campaign_id": str(campaign.pk)}
