"""Writing the reports: one Word file each, whole or not at all, the same bytes for the same inspection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm

from tuban.render.fonts import FontUnreadable, NoChineseFont
from tuban.render.reports.attachments import add_attachments
from tuban.render.reports.charts import Draughtsman
from tuban.render.reports.official_paper import TEXT_WIDTH_MM, new_paper, saved
from tuban.render.reports.pieces import CellText, add_paragraph, add_table, figure, run, spans_xml
from tuban.render.state_style import Mark
from tuban.rules.forms.filled import PartKey
from tuban.rules.reports.composed import Case, Chart, Heading, Paragraph, Report, Table
from tuban.rules.reports.composing import in_numerals
from tuban.rules.reports.stated import tag_of_cell, text_of_cell
from tuban.values.whole_file import write_whole

_IMAGE_MM, _A_LINE = 70, 2
_LEAST = 5


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo taken on the ground, its name, and the day on which it came into the store."""

    path: Path
    name: str
    day: str


@dataclass(frozen=True, slots=True)
class Written:
    """The files written, and whether their charts could be drawn (a Chinese font is needed)."""

    files: tuple[Path, ...]
    with_charts: bool


def write_reports(
    reports: Sequence[Report],
    folder: Path,
    *,
    marks: Mapping[str, Mark],
    images: Mapping[PartKey, tuple[Path | None, Path | None]],
    photos: Mapping[PartKey, Sequence[Photo]] | None = None,
) -> Written:
    """Write every report into ``folder`` under its own name.

    ``marks`` are the looks of the findings, ``images`` the picture before and after of each part, ``photos`` those
    taken on the ground. Where the machine has
    no Chinese font that can be read the reports come without charts, and say so.
    """
    try:
        draughtsman: Draughtsman | None = Draughtsman(marks)
    except (NoChineseFont, FontUnreadable):
        draughtsman = None
    files = []
    for report in reports:
        path = folder / report.file
        write_whole(path, _Writer(report, draughtsman, images, photos or {}).document())
        files.append(path)
    return Written(tuple(files), draughtsman is not None)


class _Writer:
    """One report being written."""

    def __init__(
        self,
        report: Report,
        draughtsman: Draughtsman | None,
        images: Mapping[PartKey, tuple[Path | None, Path | None]],
        photos: Mapping[PartKey, Sequence[Photo]],
    ) -> None:
        self.report = report
        self.draughtsman = draughtsman
        self.images = images
        self.photos = photos
        self.phrases = report.phrases
        self.paper = new_paper(report.title.replace("\n", ""), dated=report.about.as_of)

    def document(self) -> bytes:
        self.add("Title", "<w:r><w:br/></w:r>".join(run(line) for line in self.report.title.split("\n")))
        self.add("Report Notice", run(self.notice()), properties=_BOX)
        for block in (*self.report.opening, *self.report.blocks):
            if isinstance(block, Heading):
                self.add(f"Heading {block.level}", run(block.text))
            elif isinstance(block, Paragraph):
                self.paragraph(block)
            elif isinstance(block, Table):
                self.table(block)
            elif isinstance(block, Chart):
                self.chart(block)
            else:
                self.case(block)
        add_attachments(self.paper, self.report)
        return saved(self.paper)

    def add(self, style: str, runs: str, *, properties: str = "") -> None:
        add_paragraph(self.paper, style, runs, properties=properties)

    def notice(self) -> str:
        said = [self.phrases["notice"]]
        if self.report.about.is_practice:
            said.append(self.phrases["notice_practice"])
        if self.draughtsman is None and any(isinstance(block, Chart) for block in self.report.blocks):
            said.append(self.phrases["notice_no_charts"])
        return "".join(said)

    def paragraph(self, paragraph: Paragraph) -> None:
        self.add("Body Text", spans_xml(paragraph.spans, drafted=self.phrases["drafted"] if paragraph.drafted else ""))

    # Tables --------------------------------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        self.add("Caption", run(self.phrases["table"].format(number=table.number, title=table.title)))
        self.add("Report Unit", run(table.unit))
        many = len(table.columns) > 6
        style = {
            "head": "Report Small Head" if many else "Report Head",
            "cell": "Report Small" if many else "Report Cell",
        }
        rows = []
        number = "Report Small Number" if many else "Report Number"
        for at, row in enumerate(table.rows, 1):
            cells = [CellText(run(row.title), style["cell"], shaded=row.is_total)]
            for column, one in enumerate(row.cells, 1):
                text = "—" if one is None else text_of_cell(one)
                runs = run(text) if one is None else figure(text, tag_of_cell(table.number, at, column))
                cells.append(CellText(runs, number, shaded=row.is_total))
            rows.append(cells)
        first = max(max((len(row.title) for row in table.rows), default=4) * (3.3 if many else 3.9) + 4, 20.0)
        letters = [max([_LEAST, *(len(text_of_cell(one)) for row in table.rows if (one := row.cells[at]) is not None)])
                   for at in range(len(table.columns))]  # fmt: skip
        widths = [first, *((TEXT_WIDTH_MM - first) * one / sum(letters) for one in letters)]
        add_table(self.paper, widths, self.head(table, style["head"]), rows)
        said = self.phrases["source"].format(forms="、".join(table.forms)) if table.forms else ""
        if table.unmeasured:
            said += self.phrases["unmeasured_note"]
        self.add("Report Source", run(said))

    def head(self, table: Table, style: str) -> list[list[CellText]]:
        if not any(column.group for column in table.columns):
            return [
                [CellText(run(title), style, shaded=True) for title in (table.head, *(c.title for c in table.columns))]
            ]
        upper = [CellText(run(table.head), style, opens=True, shaded=True)]
        at = 0
        while at < len(table.columns):
            group = table.columns[at].group
            width = 1
            while at + width < len(table.columns) and table.columns[at + width].group == group:
                width += 1
            upper.append(CellText(run(group), style, columns=width, shaded=True))
            at += width
        lower = [CellText("", style, goes_on=True, shaded=True)]
        lower += [CellText(run(column.title), style, shaded=True) for column in table.columns]
        return [upper, lower]

    # Pictures ------------------------------------------------------------------------------------------------------

    def chart(self, chart: Chart) -> None:
        if self.draughtsman is None:
            return
        picture = self.draughtsman.draw(chart)
        self.add("Report Picture Title", run(self.phrases["chart"].format(number=chart.number, title=chart.title)))
        paragraph = self.paper.add_paragraph(style="Report Picture")
        shown = paragraph.add_run().add_picture(_stream(picture.content), width=Mm(picture.width_mm))
        _describe(shown, chart.title)
        self.add("Report Source", run(self.phrases["chart_source"].format(table=chart.table)))

    def case(self, case: Case) -> None:
        self.add("Heading 3", run(self.phrases["case"].format(number=in_numerals(case.number), title=case.title)))
        self.paragraph(case.story)
        self.add("Caption", run(self.phrases["case_material"].format(number=in_numerals(case.number), kind=case.kind)))
        rows = [
            [CellText(run(label), "Report Head", shaded=True), CellText(spans_xml(spans), "Report Cell")]
            for label, spans in case.lines
        ]
        add_table(self.paper, [28, 128], [], rows)
        self.pictures(case)

    def pictures(self, case: Case) -> None:
        pair = self.images.get(case.key, (None, None))
        shown = [
            (path, title.format(date=day or self.phrases["date_unknown"]))
            for path, title, day in zip(
                pair, (self.phrases["before"], self.phrases["after"]), case.image_dates, strict=True
            )
            if path is not None and path.is_file()
        ]
        if not shown:
            self.add("Report Source", run(self.phrases["no_images"]))
        shown += [
            (one.path, self.phrases["photo"].format(number=number, name=one.name, day=one.day))
            for number, one in enumerate(self.photos.get(case.key, ()), 1)
        ]
        for start in range(0, len(shown), _A_LINE):
            self.pair(shown[start : start + _A_LINE])

    def pair(self, shown: Sequence[tuple[Path, str]]) -> None:
        """Set pictures side by side, what each is below it."""
        # Two tables without a paragraph between them would become one.
        self.add("Report Small", "", properties="<w:keepNext/>")
        table = self.paper.add_table(rows=2, cols=len(shown))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cells, (path, title) in zip(table.columns, shown, strict=True):
            picture, below = (cell.paragraphs[0] for cell in cells.cells)
            picture.style, below.style = self.paper.styles["Report Picture"], self.paper.styles["Report Small Head"]
            _describe(picture.add_run().add_picture(str(path), width=Mm(_IMAGE_MM)), title)
            below.add_run(title)
        self.add("Report Source", "")


_BOX = (
    "<w:pBdr>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="4" w:color="9AA0A6"/>'
        for side in ("top", "left", "bottom", "right")
    )
    + '</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F5F7F9"/>'
)


def _stream(content: bytes) -> Any:
    import io

    return io.BytesIO(content)


def _describe(shape: Any, text: str) -> None:
    """Give a picture the text that is read out where it cannot be seen."""
    shape._inline.docPr.set("descr", text)
