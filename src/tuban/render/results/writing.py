"""Writes everything of a result but ``run.json``, which alone knows the time: the same disc and lawbook give the same
bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

import shapely

from tuban.inspect.preparation import Materials
from tuban.inspect.progress import Progress
from tuban.inspect.run import Inspection
from tuban.kernel.chip_children import render_in_children
from tuban.kernel.chips import ChipPair
from tuban.kernel.formats.children import Nursery
from tuban.render.cards import write_handling_cards, write_pj_register, write_registration_cards
from tuban.render.cards.names import NameGiver
from tuban.render.form_traces import TraceHead, write_traces
from tuban.render.geopackage import write_patches
from tuban.render.index_page import FileLink
from tuban.render.problem_list import MissingFactOf, write_problem_list
from tuban.render.reading import text_of
from tuban.render.results.contradictions import contradictions_of, write_contradictions_of
from tuban.render.results.groups import ALL, Group
from tuban.render.results.import_record import write_import_record
from tuban.render.results.page import result_files, write_result_page
from tuban.render.results.preparation import write_checklist_of
from tuban.render.results.reports import write_result_reports
from tuban.render.results.sheets import write_sheets
from tuban.render.workbook import Cover, write_forms
from tuban.rules.contradictions import Comparison
from tuban.rules.forms import wording
from tuban.rules.rulebook import Rulebook
from tuban.values.dates import NotADate, PartialDate
from tuban.values.language import gettext as _

FORMS = "统计表.xlsx"
FORMS_TRACE = "forms.json"
PROBLEMS = "矛盾与待查明清单.xlsx"
PATCHES = "图斑判定.gpkg"
PAGE = "index.html"
CHIPS = "影像对照"
REGISTRATION = "登记卡"
HANDLING = "查处卡"
PartKey = tuple[str, str]
TELL_EVERY = 25


@dataclass
class Stopwatch:
    """How long each step took, in seconds, in the order of the steps."""

    seconds: dict[str, float]
    _last: float

    @classmethod
    def started(cls) -> Stopwatch:
        """Return a stopwatch that runs."""
        return cls({}, perf_counter())

    def lap(self, step: str) -> None:
        """Note the time since the last lap under ``step``."""
        now = perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self._last, 3)
        self._last = now


def as_of(inspection: Inspection) -> date:
    """Return the day the result speaks for: the day of issue where the disc states one, else the campaign's last."""
    try:
        stated = PartialDate.parse(inspection.disc.campaign.issued_on)
    except NotADate:
        return inspection.context.day
    return stated.latest


@dataclass(frozen=True, slots=True)
class Written:
    """What the person must be told about a result; which township, and which part of a patch, a file is about.

    Both by the path in the folder. A file without a township is about the whole county.
    """

    notes: tuple[str, ...]
    townships: Mapping[str, str]
    parts: Mapping[str, PartKey]


def write_results(
    inspection: Inspection,
    folder: Path,
    rulebook: Rulebook,
    progress: Progress,
    watch: Stopwatch,
    *,
    nursery: Nursery,
    groups: Set[Group] = ALL,
    comparisons: Sequence[Comparison] | None = None,
    materials: Materials | None = None,
) -> Written:
    """Write the ``groups`` of a result and its record, without ``run.json``, into an empty ``folder``.

    Images are read by children of ``nursery``. ``comparisons`` are the contradictions where they were found before;
    ``materials`` is the register of what lies on paper where it is not that of the disc.
    """
    notes: list[str] = []
    campaign, day, checksum = inspection.disc.campaign, as_of(inspection), disc_checksum(inspection)
    chips = _chips(inspection, folder / CHIPS, progress, nursery)
    watch.lap("chips")
    if Group.FORMS in groups:
        progress(_("Drawing forms"), 0, 0)
        cover = _cover(inspection, rulebook, day)
        write_forms(inspection.forms, folder / FORMS, cover=cover, wording=wording(rulebook))
        watch.lap("forms")
    cards: dict[PartKey, list[FileLink]] = {}
    townships: dict[str, str] = {}
    if Group.CARDS in groups:
        cards, townships = _cards(inspection, folder, rulebook, chips, progress)
        watch.lap("cards")
    if Group.REPORTS in groups:
        progress(_("Composing the reports"), 0, 0)
        write_result_reports(folder, inspection, rulebook, on=day, checksum=checksum, cards=cards, chips=chips)
        watch.lap("reports")
    traced = write_traces(
        folder / FORMS_TRACE,
        inspection.forms,
        [part.judgement for part in inspection.parts],
        rulebook,
        head=TraceHead(campaign.title, campaign.area_name, FORMS),
        cards={key: links[0].path for key, links in cards.items() if links},
    )
    watch.lap("traces")
    townships |= _townships_of_pictures(inspection, folder, rulebook, chips)
    if {Group.IMAGE_SHEETS, Group.MAP_SHEETS} & groups:
        sheets = write_sheets(
            inspection, folder, rulebook, on=day, checksum=checksum, chips=chips, nursery=nursery, progress=progress,
            groups=groups,
        )  # fmt: skip
        notes += sheets.notes
        townships |= sheets.townships
        watch.lap("sheets")
    if Group.LISTS in groups:
        progress(_("Writing lists and map"), 0, 0)
        found = comparisons if comparisons is not None else contradictions_of(inspection, rulebook)
        write_contradictions_of(inspection, folder, rulebook, day, found)
        watch.lap("contradictions")
        write_checklist_of(inspection.disc, folder, rulebook, day, materials)
        watch.lap("preparation")
        _problem_list(inspection, folder / PROBLEMS, rulebook, day)
    if Group.DATA in groups:
        progress(_("Writing lists and map"), 0, 0)
        write_patches(
            folder / PATCHES,
            [(part.judgement, part.geometry) for part in inspection.parts],
            rulebook,
            epsg=campaign.epsg,
            on=day,
            townships=inspection.townships,
            problems=inspection.problems,
            cards={key: links[0].path for key, links in cards.items() if links},
        )
    watch.lap("lists and map")
    notes += write_import_record(folder, inspection.disc, rulebook)
    watch.lap("import record")
    files = result_files(folder)
    write_result_page(folder / PAGE, inspection, rulebook, on=day, files=files, cards=cards, chips=chips, traced=traced)
    watch.lap("page")
    return Written(tuple(dict.fromkeys(notes)), townships, _parts(folder, cards, chips))


def _parts(
    folder: Path, cards: Mapping[PartKey, Sequence[FileLink]], chips: Mapping[PartKey, ChipPair]
) -> dict[str, PartKey]:
    """Return the part that every card is about, and the first part of the patch that every picture shows."""
    found = {link.path: key for key, links in cards.items() for link in links}
    for key, pair in chips.items():
        for picture in (pair.before, pair.after):
            if picture is not None:
                found.setdefault(picture.relative_to(folder).as_posix(), key)
    return found


def _townships_of_pictures(
    inspection: Inspection, folder: Path, rulebook: Rulebook, chips: Mapping[PartKey, ChipPair]
) -> dict[str, str]:
    """Return the township of every picture; that of its first part where a patch lies in several."""
    found: dict[str, str] = {}
    for part in inspection.parts:
        pair = chips.get(part.key)
        code = text_of(part.facts, "township_code", rulebook)
        for picture in (pair.before, pair.after) if pair and code else ():
            if picture is not None:
                found.setdefault(picture.relative_to(folder).as_posix(), code)
    return found


def _cover(inspection: Inspection, rulebook: Rulebook, day: date) -> Cover:
    campaign = inspection.disc.campaign
    return Cover(
        unit_name=campaign.area_name,
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        as_of=day,
        edition=rulebook.edition,
        disc_checksum=disc_checksum(inspection),
        citations={id: rulebook.citation(id).text for id in rulebook.instruments},
    )


def disc_checksum(inspection: Inspection) -> str:
    """Return one checksum for all inputs: the SHA-256 of their checksums by role and file."""
    lines = sorted(
        f"{layer.role} {layer.source_file} {layer.checksum_sha256}"
        for layers in inspection.disc.layers.values()
        for layer in layers
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _problem_list(inspection: Inspection, path: Path, rulebook: Rulebook, day: date) -> None:
    campaign = inspection.disc.campaign
    write_problem_list(
        path,
        county_name=campaign.area_name,
        campaign_title=campaign.title,
        as_of=day,
        problems=inspection.problems,
        missing=[
            MissingFactOf(
                *part.key, text_of(part.facts, "township_code", rulebook), lack.title, lack.why, lack.settled_by
            )
            for part in inspection.parts
            for lack in part.judgement.missing
        ],
        township_names={unit.code: unit.name for unit in inspection.units},
        findings=inspection.disc.findings,
        fact_titles={name: kind.title for name, kind in rulebook.vocabulary.facts.items()},
    )


def _has_imagery(inspection: Inspection) -> bool:
    return any(inspection.disc.layers.get(role) for role in ("image_before", "image_after"))


def _chips(inspection: Inspection, folder: Path, progress: Progress, nursery: Nursery) -> dict[PartKey, ChipPair]:
    """Cut the before and after picture of every patch; all parts of a patch share them."""
    before, after = (
        [layer.path for layer in inspection.disc.layers.get(role, ())] for role in ("image_before", "image_after")
    )
    if not _has_imagery(inspection):
        return {}
    shapes: dict[str, list[shapely.Geometry]] = {}
    for part in inspection.parts:
        shapes.setdefault(part.key[0], []).append(part.geometry)
    names = NameGiver()
    name_of = {number: names.give(number, "_") for number in sorted(shapes)}
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        progress(_("Cutting images"), done, len(shapes))

    progress(_("Cutting images"), 0, len(shapes))
    chips = render_in_children(
        {name_of[number]: shapely.union_all(parts) for number, parts in sorted(shapes.items())},
        before,
        after,
        folder,
        epsg=inspection.disc.campaign.epsg,
        nursery=nursery,
        on_chips=tell,
    )
    return {part.key: chips.pairs[name_of[part.key[0]]] for part in inspection.parts}


def _cards(
    inspection: Inspection,
    folder: Path,
    rulebook: Rulebook,
    chips: Mapping[PartKey, ChipPair],
    progress: Progress,
) -> tuple[dict[PartKey, list[FileLink]], dict[str, str]]:
    """Write all cards; return the links of every part, the registration card first, and the township of each file."""
    judgements = [part.judgement for part in inspection.parts]
    campaign = inspection.disc.campaign
    done = 0

    def tell(_patch: str, _part: str) -> None:
        nonlocal done
        if done % TELL_EVERY == 0:
            progress(_("Writing cards"), done, len(judgements))
        done += 1

    registration = write_registration_cards(
        judgements, folder, rulebook, campaign=campaign, chips=chips if _has_imagery(inspection) else None, on_card=tell
    )
    handling = write_handling_cards(judgements, folder, rulebook, campaign=campaign)
    write_pj_register(judgements, folder, rulebook, campaign=campaign)
    links: dict[PartKey, list[FileLink]] = {}
    for title, written in ((REGISTRATION, registration), (HANDLING, handling)):
        for key, path in written.files.items():
            links.setdefault(key, []).append(FileLink(title, path.relative_to(folder).as_posix()))
    codes = {**registration.townships, **handling.townships}
    return links, {path.relative_to(folder).as_posix(): code for path, code in codes.items()}
