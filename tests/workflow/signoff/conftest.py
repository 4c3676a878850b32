"""A registration card to be signed, and the people who sign it one after another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tuban.workflow.audit.recording import Subject
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.signoff.actions import open_document, sign
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.models import Document, Signature
from tuban.workflow.signoff.proof import prove

CELLS = (
    Cell("basic.patch_number", "基本情况", "图斑号", "990101001-0001", "identity"),
    Cell("basic.check_result", "基本情况", "核查情况", "违法", "finding"),
    Cell("land.cultivated", "原地类性质", "其中耕地", "1.20", "areas"),
    Cell("remark.note", "备注", "备注", "", "particulars"),
)
SECTIONS = ("guihuagu", "dijigu", "gengbaogu", "guzhang")
IN_ORDER = ("xiang01", "guihua", *SECTIONS, "juzhang", "zuzhang")
"""Who signs a card of the first township, the fill-in person first, the group leader last."""


def changed(**values: str) -> tuple[Cell, ...]:
    """Return the cells with other values: ``changed(note="…")`` by the end of their key."""
    return tuple(
        Cell(one.key, one.section, one.title, values.get(one.key.partition(".")[2], one.value), one.part)
        for one in CELLS
    )


@pytest.fixture
def put_forward(county, acting) -> Callable[..., Document]:
    """A function that puts a card forward."""

    def put(number: str = "990101001-0001", *, cells=CELLS, by: str = "xiang01") -> Document:
        subject = Subject("patches.patch", number, number, "990101001")
        unit = Unit.objects.get(code="990101001", is_practice=True)
        return open_document(subject, unit, by=acting(by), form="registration_card", cells=cells)

    return put


@pytest.fixture
def document(put_forward) -> Document:
    """A card that was put forward."""
    return put_forward()


def digest_now(document: Document) -> str:
    """Return the digest of what a document says now."""
    return document.snapshots.get(is_current=True).digest


@pytest.fixture
def sign_as(acting) -> Callable[..., Signature]:
    """A function that signs a document for a sign-in name."""

    def signed(username: str, document: Document, **options) -> Signature:
        by = acting(username)
        document.refresh_from_db()
        return sign(document, by=by, digest=digest_now(document), proof=prove(by=by, password=PASSWORD), **options)

    return signed


@pytest.fixture
def signed_by_all(document, sign_as) -> Document:
    """A card that the whole chain signed."""
    for username in IN_ORDER:
        sign_as(username, document)
    document.refresh_from_db()
    return document
