"""Writes the results of a campaign: the same steps as ``tuban inspect``, on the disc that the store keeps, of the
patches as the office counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tuban.inspect.disc import Disc
from tuban.inspect.disc.fields import roles
from tuban.inspect.preparation import Materials
from tuban.inspect.run import inspect_disc
from tuban.jobs.work import Run
from tuban.kernel.formats.children import Nursery
from tuban.render.results import Group, Stopwatch, Written, disc_checksum, kind_of, write_results, write_run
from tuban.render.results.contradictions import contradictions_of
from tuban.render.results.preparation import materials_on_disc
from tuban.rules.contradictions import Comparison
from tuban.rules.preparation import Holding, State
from tuban.rules.rulebook import Rulebook
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import record
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign, Material
from tuban.workflow.comparison.loading.reading import read_opened
from tuban.workflow.comparison.tasks import Asker
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.results.counting import as_counted
from tuban.workflow.results.keeping import KEPT, PROBLEMS, RECORDS, keep_forms, keep_problems, keep_records
from tuban.workflow.results.models import Contradiction, Result, ResultFile
from tuban.workflow.results.signing import bring_forms_up_to_date

_AT_ONCE = 500
_STATES = {
    Material.State.HERE: State.PRESENT, Material.State.PARTLY: State.PARTLY, Material.State.MISSING: State.MISSING,
}  # fmt: skip


def write_result(run: Run, result_id: str, scratch: Path) -> dict[str, Any]:
    """Write one result below ``scratch``, keep its files in the store, and enter all of it in one transaction."""
    result = Result.objects.select_related("campaign").filter(pk=result_id).first()
    if result is None or result.whole_at is not None:
        return {}  # the practice campaign was reset, or an attempt that was thought dead came first
    campaign = result.campaign
    started, watch = datetime.now(UTC), Stopwatch.started()
    law = rulebook_of(campaign)
    own_values = campaign.parameters
    disc = read_opened(store.found(result.opened_checksum, ".json"))
    folder = scratch / "results"
    folder.mkdir()
    with Nursery() as nursery:
        on_disc = inspect_disc(disc, settings.HOME.caches / "layers", law, run.progress)
        counted = as_counted(run, on_disc, campaign, law)
        inspection = counted.inspection
        watch.lap("compare and judge")
        run.progress(_("Comparing the sources"))
        comparisons = contradictions_of(inspection, law)
        written = write_results(
            inspection, folder, law, run.progress, watch, nursery=nursery,
            groups={Group.RECORD, *map(Group, result.groups)}, comparisons=comparisons,
            materials=_register(campaign, disc, law),
        )  # fmt: skip
    write_run(folder, inspection, law, disc=campaign.code, started=started, watch=watch, notes=written.notes)
    managers = {
        (number, part): code
        for number, part, code in Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).values_list(
            "number", "part_number", "managed_code"
        )
    }
    files = _kept(run, folder, result, written, managers)
    result.disc_checksum, result.lawbook_edition, result.own_values = disc_checksum(inspection), law.edition, own_values
    result.editions = _editions(disc)
    result.size = sum(one.size for one in files)
    result.about = {
        "patches": len({part.key[0] for part in inspection.parts}),
        "parts": len(inspection.parts),
        "findings": dict(Counter(str(part.facts["finding"]) for part in inspection.parts)),
        "taken": dict(Counter(str(part.facts["finding"]) for part in inspection.parts if part.judgement.is_taken)),
        "rests": {"taken": counted.taken, "proposed": counted.proposed, "not_compared": counted.not_compared},
        "read_at": counted.read_at.isoformat(),
        KEPT: keep_forms(inspection, law),
        RECORDS: keep_records(inspection),
        PROBLEMS: keep_problems(inspection),
        "notes": list(written.notes),
        "kinds": [_kind(one) for one in comparisons],
        "townships": [[unit.code, unit.name] for unit in inspection.units if not unit.is_county],
        "issuer": disc.campaign.issuer,
        "issued_on": disc.campaign.issued_on,
    }
    run.progress(_("Writing everything down"))
    rows = _contradictions(result, comparisons, managers)
    return _entered(run, result, files, rows)


def _entered(run: Run, result: Result, files: Sequence[ResultFile], rows: Sequence[Contradiction]) -> dict[str, Any]:
    with transaction.atomic():
        current = Result.objects.select_for_update().filter(pk=result.pk).first()
        if current is None or current.whole_at is not None:
            return {}
        ResultFile.objects.bulk_create(files, batch_size=_AT_ONCE)
        Contradiction.objects.bulk_create(rows, batch_size=_AT_ONCE)
        result.whole_at = timezone.now()
        result.save()
        bring_forms_up_to_date(result.campaign)
        outcome = {"files": len(files), "size": result.size, "contradictions": len(rows)}
        record(
            "results.written", by=Asker.of(run), subject=subject_of(result),
            details={
                **outcome, "disc": result.disc_checksum, "lawbook": result.lawbook_edition, "groups": result.groups,
            },
        )  # fmt: skip
    return {**outcome, "result_id": str(result.pk), "campaign_id": str(result.campaign_id)}


def _kept(
    run: Run, folder: Path, result: Result, written: Written, managers: Mapping[tuple[str, str], str]
) -> list[ResultFile]:
    """Keep every file in the store; nothing of it counts before the rows are there."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = []
    for done, path in enumerate(paths):
        run.progress(_("Keeping the results"), done, len(paths))
        name = path.relative_to(folder).as_posix()
        suffix = path.suffix.lower()
        kind = kind_of(name)
        files.append(
            ResultFile(
                result=result, path=name, kind=kind.name if kind else "other", size=path.stat().st_size,
                checksum=store.keep(path, suffix=suffix), suffix=suffix, township_code=written.townships.get(name, ""),
                managed_code=managers.get(written.parts.get(name, ("", "")), ""),
            )
        )  # fmt: skip
    return files


def _contradictions(
    result: Result, comparisons: Sequence[Comparison], managers: Mapping[tuple[str, str], str]
) -> list[Contradiction]:
    found = [one for comparison in comparisons for one in comparison.found]
    return [
        Contradiction(
            result=result, position=place, kind=one.kind, case=one.case, rule=one.rule, severity=one.severity.value,
            patch_number=one.patch_number, part_number=one.part_number, subject=one.subject[:200],
            township_code=one.township_code, managed_code=managers.get((one.patch_number, one.part_number), ""),
            first_says=one.first.says, first_source=one.first.source, second_says=one.second.says,
            second_source=one.second.source, difference=one.difference,
            area_mu=one.area.mu if one.area is not None else None, settled_by=one.settled_by, office=one.office[:60],
        )
        for place, one in enumerate(found, start=1)
    ]  # fmt: skip


def _kind(comparison: Comparison) -> dict[str, Any]:
    kind = comparison.kind
    return {
        "id": kind.id, "title": kind.title, "first": kind.first, "second": kind.second,
        "count": len(comparison.found), "missing": list(comparison.missing),
    }  # fmt: skip


def _editions(disc: Disc) -> list[dict[str, Any]]:
    """Return the layers in the order of the roles: what people call them, file, edition, rows, checksum."""
    return [
        {
            "role": role, "title": roles()[role].title, "file": layer.source_file, "edition": layer.edition,
            "as_of": layer.as_of, "rows": layer.count, "checksum": layer.checksum_sha256,
        }
        for role in roles()
        for layer in disc.layers.get(role, ())
    ]  # fmt: skip


def _register(campaign: Campaign, disc: Disc, law: Rulebook) -> Materials:
    """Return the register of the disc with what people registered in the campaign on top."""
    on_disc = materials_on_disc(disc, law)
    said = {
        row.item: Holding(_STATES.get(Material.State(row.state)), row.keeper, row.place, row.note)
        for row in campaign.materials.all()
        if row.keeper or row.place or row.note or row.version > 1
    }
    return Materials({**on_disc.holdings, **said}, on_disc.instruments, on_disc.others)
