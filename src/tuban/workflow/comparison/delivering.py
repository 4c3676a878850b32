"""A newer edition of one layer, delivered without a disc: boundaries that were put right, a new plan, late approvals.

The file is opened like a disc that holds nothing else, so the import doctor says of it what it would say of a disc.
Nothing is judged anew: what the edition would change is listed, and a person answers each.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.conf import settings
from django.db import transaction

from tuban.inspect.disc import open_disc
from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.findings import Finding
from tuban.inspect.disc.intake import UNPACK
from tuban.inspect.disc.manifest import PROPOSAL, Manifest
from tuban.inspect.disc.model import Layer
from tuban.inspect.disc.opening import read_boundaries
from tuban.inspect.disc.overlaps import boundary_findings
from tuban.inspect.disc.sources import failure
from tuban.inspect.disc.writing import manifest_data
from tuban.jobs.work import Run
from tuban.kernel.formats.children import Limits, Nursery, Task
from tuban.kernel.formats.recognise import recognise
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.problems import Severity
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import Actor, record
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.soon import ask_soon
from tuban.workflow.comparison.differing import list_what_differs
from tuban.workflow.comparison.loading.load import delivered_of
from tuban.workflow.comparison.writing import NOT_COMPARED
from tuban.workflow.layers.entering import Delivered, enter_editions
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.queries import current_editions

BOUNDARIES = "boundaries"
_ABOUT_A_DISC = frozenset({"disc.no_patches", "disc.role_missing", "disc.other_file", "disc.no_role"})
_MOST_TOLD = 20


class LayerIsUnfit(TubanError):
    """«{name}» cannot be taken as {role}: {reason}"""

    code = "comparison.layer_unfit"
    hint = "Nothing was changed. Put the file right and deliver it again."


def deliver(
    run: Run, campaign: Campaign, file: Path, *, role: str, title: str, as_of: str, replaces: UUID | None, by: Actor
) -> dict[str, Any]:
    """Enter the file as the current edition of a role of the campaign's county, and list what it would change.

    ``replaces`` names the edition whose place it takes; without one it stands beside the others of its role. Raises
    LayerIsUnfit.
    """
    layers, findings = _opened(run, campaign, file, role)
    delivered = []
    for layer in layers:
        kept = store.keep(layer.path, suffix=layer.path.suffix.lower())
        stored = replace(layer, path=store.path_of(kept, layer.path.suffix.lower()))
        delivered.append(replace(delivered_of(stored), edition=title[:80], as_of=as_of[:10]))
    edition = _entered(campaign, delivered, _staying(campaign, role, replaces), findings, by)
    outcome: dict[str, Any] = {
        "edition_id": str(edition.pk), "rows": edition.rows,
        "findings": [one.message for one in findings if one.severity is not Severity.NOTE][:_MOST_TOLD],
    }  # fmt: skip
    if role not in NOT_COMPARED:
        outcome |= list_what_differs(run, edition.pk)
    return outcome


@transaction.atomic
def _entered(
    campaign: Campaign, delivered: Sequence[Delivered], staying: Sequence[Delivered], findings: Sequence[Finding],
    by: Actor,
) -> Edition:  # fmt: skip
    entered = enter_editions(campaign.area_code, [*delivered, *staying], is_practice=campaign.is_practice)
    edition = entered.editions[0]
    record(
        "comparison.enter_layer", by=by, subject=subject_of(edition),
        details={
            "role": edition.role, "rows": edition.rows, "source_file": edition.source_file,
            "source_checksum": edition.source_checksum, "replaced": [str(one) for one in entered.replaced],
            "findings": [f"{one.severity.value} {one.code}" for one in findings][:_MOST_TOLD],
        },
    )  # fmt: skip
    for one in Campaign.objects.filter(area_code=campaign.area_code, is_practice=campaign.is_practice):
        if one.state != Campaign.State.CLOSED:
            ask_soon(one)
    return edition


def _staying(campaign: Campaign, role: str, replaces: UUID | None) -> list[Delivered]:
    current = current_editions(campaign.area_code, is_practice=campaign.is_practice)
    return [_as_delivered(one) for one in current if one.role == role and one.pk != replaces]


def _as_delivered(edition: Edition) -> Delivered:
    told = {one.name: getattr(edition, one.name) for one in fields(Delivered)}
    bounds = told["bounds"]
    return Delivered(**{**told, "bounds": None if bounds is None else tuple(bounds)})


def _opened(run: Run, campaign: Campaign, file: Path, role: str) -> tuple[list[Layer], list[Finding]]:
    """Return the layers of the file in the normal form of the role, with what the import doctor says of them."""
    work = settings.HOME.work / str(run.job.pk)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with Nursery() as nursery, tempfile.TemporaryDirectory(prefix="tuban-", dir=settings.HOME.work) as folder:
        root = _unpacked(file, Path(folder), nursery, role)
        sources = recognise(root).sources
        if len(sources) != 1:
            names = "、".join(one.path for one in sources)
            raise LayerIsUnfit(
                name=file.name, role=roles()[role].title, reason=_several(names) if names else _nothing_known()
            )
        said = Path(folder) / PROPOSAL
        about = Manifest(
            "", campaign.code, campaign.title, campaign.year, campaign.area_code, campaign.area_name,
            campaign.issuer, campaign.issued_on, f"EPSG:{campaign.epsg}",
        )  # fmt: skip
        entries = [{"path": sources[0].path, "role": role}]
        said.write_text(yaml.safe_dump(manifest_data(about, entries), allow_unicode=True), encoding="utf-8")
        disc = open_disc(root, work, yes=True, strict=False, progress=run.progress, nursery=nursery, said=said)
    findings = [one for one in disc.findings if one.code not in _ABOUT_A_DISC]
    layers = list(disc.layers.get(role, ()))
    if role == BOUNDARIES and layers:
        findings += boundary_findings(read_boundaries(layers), layers[0].source_file, epsg=campaign.epsg)
    errors = [one.message for one in findings if one.severity is Severity.ERROR]
    if errors or not any(layer.count for layer in layers):
        raise LayerIsUnfit(name=file.name, role=roles()[role].title, reason=errors[0] if errors else _nothing_known())
    return layers, findings


def _unpacked(file: Path, folder: Path, nursery: Nursery, role: str) -> Path:
    if file.suffix.casefold() != ".zip":
        return file.parent
    into = folder / "unpacked"
    into.mkdir()
    outcome = nursery.run(Task(UNPACK, {"archive": str(file), "into": str(into)}, Limits()))
    if outcome.ending != "done":
        raise LayerIsUnfit(name=file.name, role=roles()[role].title, reason=failure(outcome, file.name).message)
    return into


def _several(names: str) -> str:
    return _("it holds several layers ({names}); pack one alone.").format(names=names)


def _nothing_known() -> str:
    return _("it holds no table or layer that can be read as this.")
