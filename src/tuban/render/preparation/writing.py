"""Writing the checklist: materials, instruments, what missing ones cost, files of the disc, forms to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tuban.inspect.preparation import Materials, RoleFile
from tuban.render.preparation import sheets
from tuban.render.workbook.listing import Looks, write_book
from tuban.rules.preparation import Cost, Entry, Preparation, ToolEntry

MATERIALS, TOOLS, COSTS, FILES, FORMS = "准备资料", "测量工具", "缺项影响", "光盘文件", "调查表格"


@dataclass(frozen=True)
class Checklist:
    """The filled checklist, ready to be written.

    ``costs`` are by the id of the item, ``role_titles`` and ``role_costs`` (in Chinese) by role; ``forms`` are the
    titles of the forms that the product prints. ``area_name`` and ``campaign_title`` are empty where nobody said.
    ``day`` is when field work may begin, ``field_end`` when it should have ended.
    """

    preparation: Preparation
    entries: Sequence[Entry]
    tools: Sequence[ToolEntry]
    materials: Materials
    costs: Mapping[str, Cost]
    files: Sequence[RoleFile]
    role_titles: Mapping[str, str]
    role_costs: Mapping[str, str]
    forms: Sequence[str]
    day: date
    field_end: date
    area_name: str = ""
    campaign_title: str = ""
    citations: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title of the document."""
        return f"{self.area_name}{self.preparation.title}"

    @property
    def line(self) -> str:
        """The line below every title."""
        return "　".join(filter(None, (self.campaign_title, f"截至 {self.day.isoformat()}")))

    def cited(self, cites: Sequence[str]) -> str:
        """Return citations as officials write them."""
        return "；".join(self.citations.get(c.partition("#")[0], c) + c.partition("#")[2] for c in cites)


def write_checklist(path: Path, checklist: Checklist) -> None:
    """Write the workbook to ``path`` (.xlsx); its first two sheets are read back as a register of materials."""

    def draw(book: Any, looks: Looks) -> None:
        for name, write in (
            (MATERIALS, sheets.write_materials),
            (TOOLS, sheets.write_tools),
            (COSTS, sheets.write_costs),
            (FILES, sheets.write_files),
            (FORMS, sheets.write_forms),
        ):
            write(book.add_worksheet(name), book, looks, checklist)

    write_book(path, draw, title=checklist.title, subject=checklist.campaign_title, made=checklist.day)
