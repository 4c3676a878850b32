"""The reference of the Chinese manual, ``docs/zh/reference``, drawn from the lawbook, the catalogues and the commands.

``python -m tests.manual.reference_pages`` writes it; a contract test holds every page against what it is drawn from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.inspect.disc.findings_page import severity
from tests.manual.access_pages import access_page
from tests.manual.api_page import api_page
from tests.manual.command_page import commands_page
from tests.manual.markdown_book import MarkdownBook

from tuban.inspect.disc.catalogue import CATALOGUE
from tuban.inspect.disc.fields import Role, labels, roles
from tuban.render.lawbook_print import (
    forms_chapter,
    law_chapters,
    lists_chapter,
    opinions_chapter,
    signing_chapter,
    tables_chapter,
)
from tuban.render.lawbook_print.docx_book import Run
from tuban.render.lawbook_print.printing import printed_words
from tuban.rules import rulebook
from tuban.rules.contradictions.definitions import kinds_of
from tuban.rules.preparation.definitions import preparation_of
from tuban.values.language import chinese

FOLDER = Path(__file__).parents[2] / "docs/zh/reference"
DRAWN = "<!-- 本页由 python -m tests.manual.reference_pages 生成，请改数据，不要改本页。 -->"
SEVERITIES = {"error": "错误", "warning": "警示", "note": "提示", "error, or repair": "错误，或已修正"}
PLACE = re.compile(r"(?<!\{)\{\w+\}(?!\})")
GROUPS = {
    "disc": "光盘整体", "archive": "压缩包", "manifest": "manifest.json 和 disc.yaml", "certificate": "导入证明",
    "make": "制作光盘", "file": "文件", "shapefile": "Shapefile", "encoding": "编码", "table": "Excel 和 CSV",
    "crs": "坐标", "survey": "数据年度", "image": "影像", "field": "列", "value": "值", "geometry": "图形",
    "layers": "图层", "patches": "图斑", "divisions": "图斑所在",
}  # fmt: skip
TYPES = {
    "text": "文字", "integer": "整数", "number": "数", "flag": "是否", "date": "日期", "area": "面积",
    "enum": "词表", "list": "多个词",
}  # fmt: skip
UNITS = {"mu": "亩", "m2": "平方米", "ha": "公顷"}
GEOMETRIES = {
    "polygon": "面", "line": "线", "optional_polygon": "面，或没有图形的表", "none": "没有图形的表", "raster": "影像",
}  # fmt: skip


def without_places(sentence: str) -> str:
    """Return a sentence with 〔…〕 where something is filled in, and single braces where braces are meant."""
    return PLACE.sub("〔…〕", sentence).replace("{{", "{").replace("}}", "}")


def of_lawbook(chapter: Callable[..., None], *more: Callable[..., None]) -> str:
    """Return chapters of the printed lawbook as one page."""
    book = MarkdownBook(DRAWN)
    for one in (chapter, *more):
        one(book, rulebook.load(), printed_words())
    return book.text()


def findings_page() -> str:
    """Return every finding of the import doctor in Chinese, by what it is about."""
    book = MarkdownBook(DRAWN)
    book.heading(1, "体检结论代码表")
    book.paragraph(
        "tuban disc check 能得出的全部结论。“错误”：不处理就做不出正确的表。“警示”：可以用，但要有人看一眼。"
        "“提示”：知道即可。“错误，或已修正”：证据只容一种答案时就照改，并列出修正前 → 修正后；"
        "否则提出应写入 disc.yaml 的那一行，由人决定。"
        "〔…〕处使用时填入具体内容。"
    )
    for group, title in GROUPS.items():
        book.heading(2, title)
        rows = []
        for code in (code for code in CATALOGUE if code.partition(".")[0] == group):
            entry = CATALOGUE[code]
            message, hint, reason, consequence = (without_places(chinese(text)) for text in entry.texts)
            told = [message, "\n", Run(code, colour="mute")]
            rows.append((told, SEVERITIES[severity(entry)], reason, hint, consequence))
        book.grid(["结论", "级别", "怎样看出、为什么要紧", "怎么办", "不处理会怎样"], rows)
    return book.text()


def fields_page() -> str:
    """Return what a file of each role holds, and the names that are understood."""
    book = MarkdownBook(DRAWN)
    book.heading(1, "资料、字段与别名")
    book.paragraph(
        "每种资料由哪些字段组成，列名可以怎样写。比较时不分大小写，不计空格、括号和连字符；"
        "列名里的面积单位（亩、公顷、平方米）会取下来用。没有写单位的面积按“默认单位”。打 ● 的字段必须有。"
        "不在表里的列名，写在 disc.yaml 里，或写成本省的字段文件。"
    )
    for name, role in roles().items():
        book.heading(2, role.title)
        book.paragraph(
            [
                "用途 ",
                Run(name, colour="mute"),
                f"；{GEOMETRIES[role.geometry]}。文件、图层、工作表的名字：{'、'.join(names_of(role))}。",
            ]
        )
        rows = []
        for field in role.fields.values():
            kind = TYPES[field.type]
            if field.codelist:
                kind += "：" + "、".join(labels(field.codelist).values())
            rows.append(
                (
                    [Run(field.name, colour="mute"), " ●" if field.required else ""],
                    kind,
                    UNITS.get(field.unit, ""),
                    "、".join(field.aliases),
                )
            )
        if rows:
            book.grid(["字段", "类型", "默认单位", "认得的列名"], rows)
    return book.text()


def names_of(role: Role) -> list[str]:
    """Return the names that files and layers go by, each once, without our own."""
    return [name for name in dict.fromkeys(role.names) if name != role.name] or [role.title]


def contradictions_page() -> str:
    """Return every kind of contradiction with its cases."""
    book = MarkdownBook(DRAWN)
    kinds = kinds_of(rulebook.load())
    book.heading(1, "矛盾种类")
    book.paragraph(
        "“矛盾对照表.xlsx”按种类分页：左边是一方怎么说，右边是另一方怎么说，两边都写明文件和行。缺资料的一类写“未比较”，"
        "不会冒充没有矛盾。都是线索，签字前不作认定。〔…〕处使用时填入具体内容。"
    )
    titles = {name: role.title for name, role in roles().items()}
    for kind in kinds.kinds.values():
        book.heading(2, f"{kind.id} {kind.title}")
        needs = "、".join(titles.get(role, role) for role in kind.needs)
        book.paragraph(f"甲：{kind.first}；乙：{kind.second}。" + (f"需要：{needs}。" if needs else ""))
        book.grid(
            ["级别", "甲方说", "乙方说", "差异", "怎样查清", "由谁查", "规则"],
            [
                (
                    SEVERITIES[case.severity.value],
                    without_places(case.first),
                    without_places(case.second),
                    without_places(case.difference),
                    without_places(case.settled_by),
                    kinds.offices[case.office],
                    case.rule,
                )
                for case in kind.cases.values()
            ],
        )
    return book.text()


def preparation_page() -> str:
    """Return what must be at hand before the inspection."""
    book = MarkdownBook(DRAWN)
    law = rulebook.load()
    listed = preparation_of(law)
    book.heading(1, "准备资料")
    book.paragraph(
        "检查之前要备齐的图件、台账、文件、案卷和仪器，次序和名称依部方案。光盘上有“光盘资料”一栏的，自动认定有、部分、无；"
        "没有的只能由人登记。“缺了就不明”的事项会在清单的“缺项影响”页展开到表和栏。"
    )
    titles = {name: role.title for name, role in roles().items()}
    for group, title in listed.groups.items():
        items = [item for item in listed.items if item.group == group]
        if not items:
            continue
        book.heading(2, title)
        rows = []
        for item in items:
            lost = dict.fromkeys(law.vocabulary[fact].title for facts in item.facts.values() for fact in facts)
            rows.append(
                (
                    item.title,
                    "、".join(item.aliases),
                    listed.offices.get(item.office, item.office),
                    "、".join(titles.get(role, role) for role in (*item.roles, *item.also)),
                    "、".join(lost) or item.cost,
                )
            )
        book.grid(["资料", "也叫", "由谁准备", "光盘资料", "缺了就不明（或有什么影响）"], rows)
    book.heading(2, "测量工具")
    book.grid(
        ["仪器", "也叫", "用途", "须在检定期内"],
        [(one.title, "、".join(one.aliases), one.use, "是" if one.calibrated else "否") for one in listed.tools],
    )
    return book.text()


PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": lambda: commands_page(DRAWN),
    "api.md": lambda: api_page(DRAWN),
    "findings.md": findings_page,
    "fields.md": fields_page,
    "rules.md": lambda: of_lawbook(law_chapters.rules),
    "parameters.md": lambda: of_lawbook(law_chapters.parameters),
    "instruments.md": lambda: of_lawbook(law_chapters.instruments),
    "decision-tables.md": lambda: of_lawbook(tables_chapter.tables),
    "forms.md": lambda: of_lawbook(forms_chapter.forms),
    "code-lists.md": lambda: of_lawbook(lists_chapter.codelists),
    "joint-review.md": lambda: of_lawbook(opinions_chapter.opinions),
    "contradictions.md": contradictions_page,
    "preparation.md": preparation_page,
    "access.md": lambda: access_page("zh"),
    "signing.md": lambda: of_lawbook(signing_chapter.signing),
}


def main() -> None:
    """Write them all anew."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    (FOLDER.parents[1] / "reference/access.md").write_text(access_page("en"), encoding="utf-8")


if __name__ == "__main__":
    main()
