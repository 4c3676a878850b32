"""What a result consists of: groups that a person may leave out, and the kinds of files in each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """A part of a result that is written or left out as a whole. The record of the run is always written."""

    FORMS = "forms"
    LISTS = "lists"
    CARDS = "cards"
    REPORTS = "reports"
    IMAGE_SHEETS = "image_sheets"
    MAP_SHEETS = "map_sheets"
    DATA = "data"
    RECORD = "record"


ALL = frozenset(Group)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file of a result: where it lies (a file, or the beginning of a folder), and whether people open it.

    ``is_by_township`` says that each file is about one township alone.
    """

    name: str
    group: Group
    place: str
    is_shown: bool = True
    is_by_township: bool = False

    def holds(self, path: str) -> bool:
        """Whether a path inside a result is of this kind."""
        return path.startswith(self.place) if self.place.endswith("/") else path == self.place


_KINDS = (
    Kind("forms", Group.FORMS, "统计表.xlsx"),
    Kind("problems", Group.LISTS, "矛盾与待查明清单.xlsx"),
    Kind("contradictions", Group.LISTS, "矛盾对照表.xlsx"),
    Kind("checklist", Group.LISTS, "准备资料清单.xlsx"),
    Kind("registration_volumes", Group.CARDS, "登记卡-合订本/", is_by_township=True),
    Kind("handling_volumes", Group.CARDS, "查处卡-合订本/", is_by_township=True),
    Kind("pj_register", Group.CARDS, "PJ地块占用耕地面积情况登记表.docx"),
    Kind("registration_cards", Group.CARDS, "登记卡/", is_by_township=True),
    Kind("handling_cards", Group.CARDS, "查处卡/", is_by_township=True),
    Kind("summary_report", Group.REPORTS, "执法检查汇总分析报告.docx"),
    Kind("handling_report", Group.REPORTS, "违法行为调查处理情况报告.docx"),
    Kind("image_volume", Group.IMAGE_SHEETS, "卫片图-合订本.pdf"),
    Kind("image_sheets", Group.IMAGE_SHEETS, "卫片图/", is_by_township=True),
    Kind("map_sheets", Group.MAP_SHEETS, "万分之一图/"),
    Kind("field_base", Group.MAP_SHEETS, "外业底稿.json.gz", is_shown=False),
    Kind("patches", Group.DATA, "图斑判定.gpkg"),
    Kind("page", Group.RECORD, "index.html"),
    Kind("doctor_page", Group.RECORD, "导入体检.html"),
    Kind("certificate", Group.RECORD, "导入证明.pdf"),
    Kind("certificate_data", Group.RECORD, "导入证明.json", is_shown=False),
    Kind("run", Group.RECORD, "run.json", is_shown=False),
    Kind("sums", Group.RECORD, "forms.json", is_shown=False),
    Kind("pictures", Group.RECORD, "影像对照/", is_shown=False, is_by_township=True),
)


def kinds() -> tuple[Kind, ...]:
    """Return the kinds of files in the order of the work."""
    return _KINDS


def kind_of(path: str) -> Kind | None:
    """Return the kind of a file by its path inside the result; None for what no kind names.

    >>> kind_of("登记卡/甲溪镇/1.docx").name, kind_of("统计表.xlsx").name
    ('registration_cards', 'forms')
    """
    return next((kind for kind in _KINDS if kind.holds(path)), None)
