"""The work of making proof packages."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.jobs.work import Run, work
from tuban.values.errors import TubanError
from tuban.values.whole_file import whole_file
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.proof.actions import MAKE, make_proof, place_of
from tuban.workflow.proof.packing import name_of

KEPT = timedelta(days=7)


class PostLost(TubanError):
    """Whoever asked for these packages does not hold the post any more under which they were asked for."""

    code = "proof.post_lost"
    hint = "Ask for them again under a post that you hold."


@work(MAKE)
def make_proofs(run: Run, *, patches: list[str], person_id: str, post_id: str) -> dict[str, Any]:
    """Make the packages: one as it is, several in one zip. Raises PostLost, PatchNotFound, Refused."""
    by = acting_as(Person.objects.get(pk=person_id), UUID(post_id), on=timezone.localdate())
    if by is None or str(by.post_id) != post_id:
        raise PostLost
    into = place_of(run.job.pk)
    into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget(into.parent)
    words = _("Making proof packages")
    with tempfile.TemporaryDirectory(prefix="proof-", dir=settings.HOME.work) as folder:
        made: list[tuple[str, Path]] = []
        for number, key in enumerate(patches):
            run.progress(words, number, len(patches))
            patch = patch_for(by, UUID(key))
            file = Path(folder) / f"{number}.zip"
            make_proof(patch, by=by, into=file)
            made.append((name_of(patch), file))
        name = made[0][0] if len(made) == 1 else f"举证包-{timezone.localdate().isoformat()}-{len(made)}.zip"
        with whole_file(into) as draft:
            if len(made) == 1:
                made[0][1].replace(draft)
            else:
                with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
                    for title, file in made:
                        archive.write(file, title)
    run.progress(words, len(patches), len(patches))
    return {"name": name, "size": into.stat().st_size, "packages": len(made)}


def _forget(folder: Path) -> None:
    """Remove files that nobody fetches any more."""
    oldest = (timezone.now() - KEPT).timestamp()
    for old in folder.glob("*.zip"):
        if old.stat().st_mtime < oldest:
            old.unlink(missing_ok=True)
