"""What a result keeps of the import: the page of findings with its map, and the certificate."""

from __future__ import annotations

from pathlib import Path

from tuban.inspect.disc import Disc
from tuban.render.certificate import write_certificate
from tuban.render.doctor_page import write_doctor_page
from tuban.render.fonts import FontUnreadable, NoChineseFont
from tuban.rules.rulebook import Rulebook

PAGE = "导入体检.html"
RESULT = "index.html"


def write_import_record(folder: Path, disc: Disc, rulebook: Rulebook) -> list[str]:
    """Write 导入体检.html, 导入证明.json and 导入证明.pdf into ``folder``; return what must be told.

    The normal form must still be there. Without a Chinese font the certificate is written as JSON alone.
    """
    write_doctor_page(folder / PAGE, disc, result=RESULT)
    try:
        write_certificate(folder, disc, lawbook_edition=rulebook.edition)
    except (NoChineseFont, FontUnreadable) as error:
        write_certificate(folder, disc, lawbook_edition=rulebook.edition, in_print=False)
        return [str(error)]
    return []
