"""Whether a file that was handed in is a Word file or a PDF that opens; asked in a child process, which reads it."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from tuban.kernel.formats.standing import readers_here
from tuban.kernel.formats.tasks import MIB, Limits, Task
from tuban.values.errors import TubanError

LARGEST = 50 * MIB
_LIMITS = Limits(memory=512 * MIB, seconds=20, written=MIB)
_MOST_UNPACKED = 400 * MIB
_TAIL = 2048
_BODY = "word/document.xml"


class NotAPlan(TubanError):
    """«{name}» cannot be taken as a plan: {why}."""

    code = "plans.not_a_plan"
    hint = "Hand in a Word file (.docx) or a PDF. Open it on your own machine and save it again where it is damaged."


def suffix_of(path: Path, name: str) -> str:
    """Return ``.docx`` or ``.pdf`` by the content of a file. Raises NotAPlan."""
    size = path.stat().st_size
    if not size:
        raise NotAPlan(name=name, why=_("it is empty"))
    if size > LARGEST:
        raise NotAPlan(name=name, why=_("it is larger than {most} MB").format(most=LARGEST // MIB))
    outcome = readers_here().run(Task("tuban.workflow.plans.looking:look", {"path": str(path)}, _LIMITS))
    answer = outcome.answer if outcome.ending == "done" else {}
    if answer.get("suffix"):
        return str(answer["suffix"])
    whys = {
        "kind": _("it is neither a Word file nor a PDF"), "macros": _("it holds macros"),
        "huge": _("it unpacks to far more than a plan"), "broken": _("it is damaged or cut off"),
    }  # fmt: skip
    raise NotAPlan(name=name, why=whys.get(answer.get("fault", "broken"), whys["broken"]))


def look(path: str) -> dict[str, str]:
    """Return what a file is: its ``suffix``, or its ``fault``. To be run in a child."""
    with Path(path).open("rb") as file:
        head = file.read(8)
        file.seek(max(0, Path(path).stat().st_size - _TAIL))
        tail = file.read()
    if head.startswith(b"%PDF-"):
        return {"suffix": ".pdf"} if b"%%EOF" in tail else {"fault": "broken"}
    if not head.startswith(b"PK\x03\x04"):
        return {"fault": "kind"}
    try:
        with zipfile.ZipFile(path) as archive:
            fault = _fault_of(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        fault = "broken"
    return {"fault": fault} if fault else {"suffix": ".docx"}


def _fault_of(archive: zipfile.ZipFile) -> str:
    """Return why an archive is no Word file that is taken; empty where it is one."""
    members = archive.infolist()
    if _BODY not in {one.filename for one in members}:
        return "kind"
    if sum(one.file_size for one in members) > _MOST_UNPACKED:
        return "huge"
    if any(one.filename.lower().endswith("vbaproject.bin") for one in members):
        return "macros"
    return "broken" if archive.testzip() else ""
