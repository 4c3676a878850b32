"""The reports in a result folder: composed from the forms of the inspection, written as Word documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tuban.inspect.disc.fields import roles
from tuban.inspect.run import Inspection
from tuban.kernel.chips import ChipPair
from tuban.render.fonts import FontUnreadable, NoChineseFont, sans_face
from tuban.render.index_page import FileLink
from tuban.render.reports import write_reports
from tuban.render.state_style import marks_of
from tuban.rules.reports import About, compose_reports
from tuban.rules.rulebook import Rulebook
from tuban.values.codes import PRACTICE_PREFIX
from tuban.values.language import gettext as _
from tuban.values.problems import Severity

PartKey = tuple[str, str]


def write_result_reports(
    folder: Path,
    inspection: Inspection,
    rulebook: Rulebook,
    *,
    on: date,
    checksum: str,
    cards: Mapping[PartKey, list[FileLink]],
    chips: Mapping[PartKey, ChipPair],
) -> None:
    """Write the reports into ``folder``; ``cards`` and ``chips`` are the material of typical cases."""
    campaign = inspection.disc.campaign
    severities = [problem.severity for problem in inspection.problems]
    about = About(
        county=campaign.area_name,
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        year=campaign.year,
        issuer=campaign.issuer,
        issued_on=campaign.issued_on,
        as_of=on,
        edition=rulebook.edition,
        disc_checksum=checksum,
        roles={name: role.title for name, role in roles().items()},
        missing_roles=inspection.disc.missing_roles,
        blocking=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        is_practice=campaign.area_code.startswith(PRACTICE_PREFIX),
    )
    reports = compose_reports(
        [part.judgement for part in inspection.parts],
        inspection.forms,
        inspection.figures,
        rulebook,
        about,
        card_files={key: [link.path for link in links] for key, links in cards.items()},
    )
    write_reports(
        reports,
        folder,
        marks=marks_of((entry.value, str(entry.get("state", ""))) for entry in rulebook.codelist("finding").entries),
        images={key: (pair.before, pair.after) for key, pair in chips.items()},
    )


def charts_note() -> list[str]:
    """Return what the summary says where the machine cannot draw the charts."""
    try:
        sans_face("the charts of the reports")
    except (NoChineseFont, FontUnreadable) as error:
        return [_("The reports have no charts. {reason}").format(reason=error)]
    return []
