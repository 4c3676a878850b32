"""XML from outside (KML, GPX): its text found from its bytes, then streamed past a reader without any outside help.

Entities, document types and references to other files are refused. Prefixes that nobody declared, and control
characters that XML forbids, are common in exports and are borne; the latter are told.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from tuban.kernel.formats import encodings
from tuban.kernel.formats.drawn import Note
from tuban.kernel.formats.nursery import Refusal

DEEPEST = 400
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?\?>")
_DECLARED = re.compile(r"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def local_name(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


class Reading(ContentHandler):
    """Calls ``opened`` and ``closed`` for every element, with the text that stands directly in it."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self._texts: list[list[str]] = []

    def opened(self, name: str, attributes: AttributesImpl) -> None:
        """Be told of an element that begins; its parents are in ``path``."""

    def closed(self, name: str, text: str) -> None:
        """Be told of an element that ends; its parents are in ``path``."""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (the library's name)
        """Follow the library."""
        if len(self.path) >= DEEPEST:
            raise Refusal("file.unreadable", "nested too deeply")
        local = local_name(name)
        self.opened(local, attrs)
        self.path.append(local)
        self._texts.append([])

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002 (the library's name)
        """Follow the library."""
        local = self.path.pop()
        self.closed(local, "".join(self._texts.pop()))

    def characters(self, content: str) -> None:
        """Follow the library."""
        if self._texts:
            self._texts[-1].append(content)


def read_text(path: Path) -> tuple[str, str, list[Note]]:
    """Return the text of an XML file without its declaration, its encoding, and what was noticed. Raises Refusal."""
    found = encodings.of_file(path)
    if found is None:
        raise Refusal("encoding.unknown")
    text = path.read_bytes().decode(encodings.python_codec(found.encoding))
    declaration = _DECLARATION.match(text)
    notes = []
    if declaration:
        said = _DECLARED.search(declaration[0])
        declared = said[1] if said else encodings.UTF8
        if not found.plain and encodings.canonical(declared) != found.encoding:
            notes.append(Note("encoding.corrected", before=declared, after=found.encoding))
        text = text[declaration.end() :]
    clean, taken = _FORBIDDEN.subn("", text)
    if taken:
        notes.append(Note("text.control_characters", before="…", after="", words={"count": str(taken)}))
    return clean.replace("&nbsp;", "&#160;"), found.encoding, notes


def parse(text: str, reading: Reading) -> None:
    """Stream XML text past a reader. Raises Refusal."""
    try:
        parseString(text.strip().encode("utf-8", "replace"), reading, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refusal("xml.hostile", type(error).__name__) from error
    except SAXException as error:
        raise Refusal("file.unreadable", _where(error)) from error


def _where(error: SAXException) -> str:
    line = getattr(error, "getLineNumber", lambda: None)()
    return f"{error.getMessage()} (line {line})" if line else str(error.getMessage())
