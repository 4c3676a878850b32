"""What `tuban inspect` keeps of the import: the page of findings with its map, and the certificate."""

from __future__ import annotations

from pathlib import Path

from tuban.inspect.disc import Disc
from tuban.render.certificate import write_certificate, write_certificate_without_page
from tuban.render.doctor_page import write_doctor_page
from tuban.render.fonts import FontUnreadable, NoChineseFont
from tuban.rules.rulebook import Rulebook
from tuban.values.language import gettext as _

PAGE = "导入体检.html"


def write_import_record(folder: Path, disc: Disc, rulebook: Rulebook) -> list[str]:
    """Write 导入体检.html, 导入证明.json and 导入证明.pdf into ``folder``; the normal form must still be there.

    A machine without a Chinese font gets no PDF but keeps all the rest: the answer says so.
    """
    write_doctor_page(folder / PAGE, disc)
    try:
        write_certificate(folder, disc, lawbook_edition=rulebook.edition)
    except (NoChineseFont, FontUnreadable) as error:
        write_certificate_without_page(folder, disc, lawbook_edition=rulebook.edition)
        return [_("The certificate of import has no PDF. {reason}").format(reason=error)]
    return []
