"""The sheets of a result: image sheets of the townships, 1:10 000 sheets, and what field books are made from."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tuban.inspect.progress import Progress
from tuban.inspect.run import Inspection
from tuban.kernel.chips import ChipPair
from tuban.kernel.formats.children import Nursery
from tuban.render.fonts import FontUnreadable, NoChineseFont
from tuban.render.results.groups import ALL, Group
from tuban.rules.rulebook import Rulebook
from tuban.values.area import AreaUnit
from tuban.values.codes import PRACTICE_PREFIX
from tuban.values.language import gettext as _


@dataclass(frozen=True, slots=True)
class Sheets:
    """What must be told of the sheets, and the township of each image sheet by its path in the result."""

    notes: tuple[str, ...] = ()
    townships: Mapping[str, str] = field(default_factory=dict)


def write_sheets(
    inspection: Inspection,
    folder: Path,
    rulebook: Rulebook,
    *,
    on: date,
    checksum: str,
    chips: Mapping[tuple[str, str], ChipPair],
    nursery: Nursery,
    progress: Progress,
    groups: Set[Group] = ALL,
) -> Sheets:
    """Write the sheets that ``groups`` wants: ``卫片图``; ``万分之一图`` with ``外业底稿.json.gz``.

    A machine without a Chinese font gets no sheets but keeps all the rest of its results: the answer says so.
    """
    from tuban.render.field_book import BASE, write_field_base
    from tuban.render.image_sheets import sheet_files, township_sheets, write_image_sheets
    from tuban.render.image_sheets.drawing import Scene
    from tuban.render.image_sheets.pages import Issue
    from tuban.render.land_use_sheets import transferred, write_land_use_sheets
    from tuban.render.land_use_sheets.selection import PARAMETER
    from tuban.render.maps.boundaries import boundaries_of
    from tuban.render.maps.ground import read_ground
    from tuban.render.maps.imagery_children import ReadAhead
    from tuban.render.maps.patches import Legend, common_beginning, patches_of
    from tuban.render.maps.typesetting import faces

    if not inspection.parts:
        return Sheets()
    try:
        face = faces()[0]
    except (NoChineseFont, FontUnreadable) as error:
        return Sheets((str(error),))
    progress(_("Drawing sheets"), 0, 0)
    campaign = inspection.disc.campaign
    patches = patches_of(inspection, rulebook)
    scene = Scene(
        boundaries_of(inspection), read_ground(inspection.disc, rulebook), Legend.of(rulebook), tuple(patches), face
    )
    issue = Issue(
        county=campaign.area_name,
        year=campaign.year,
        day=on.isoformat(),
        epsg=campaign.epsg,
        disc=campaign.id,
        checksum=checksum,
        edition=rulebook.edition,
        beginning=common_beginning([patch.number for patch in patches]),
        is_practice=campaign.area_code.startswith(PRACTICE_PREFIX),
    )
    before, after = (
        [layer.path for layer in inspection.disc.layers.get(role, ())] for role in ("image_before", "image_after")
    )
    context = inspection.context
    limit = rulebook.parameter(PARAMETER, on=context.day, region=context.region_code)
    sheets = township_sheets(scene, issue) if Group.IMAGE_SHEETS in groups else []
    with ReadAhead([sheet.windows for sheet in sheets], before, after, nursery) as images:
        # What needs no image is drawn while children read the images.
        if Group.MAP_SHEETS in groups:
            write_field_base(folder / BASE, inspection, scene, issue, rulebook, chips=chips)
            write_land_use_sheets(
                scene,
                transferred(patches, rulebook, on=context.day, region=context.region_code),
                folder,
                issue,
                limit=f"{limit.value} {AreaUnit.named(limit.unit).label}",
                on_sheet=lambda done, count: progress(_("Drawing 1:10 000 sheets"), done, count),
            )
        if not sheets:
            return Sheets()
        notes = write_image_sheets(
            sheets,
            images,
            folder,
            scene=scene,
            issue=issue,
            on_sheet=lambda done, count: progress(_("Drawing image sheets"), done, count),
        )
    files = zip(sheet_files(sheets, folder), sheets, strict=True)
    return Sheets(
        tuple(notes), {file.relative_to(folder).as_posix(): sheet.code for file, sheet in files if sheet.code}
    )
