"""Charts of a report as PNG pictures: few, with direct labels, in the colours of the states, Chinese in the right face.

They are drawn from the figures of a table that stands beside them; a chart never says what its table does not.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuban.render.fonts import Face, sans_face
from tuban.render.state_style import Mark
from tuban.rules.reports.composed import Chart

DPI = 220
WIDTH_MM = 150
_INCH = 25.4
_INK, _FAINT, _GRID = "#222222", "#6b7280", "#d9dde2"
_RATES = ("#0072b2", "#e69f00", "#117733")
_OTHER = "#7f8c8d"
_BAR_MM, _EDGE_MM = 6.4, 15


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and its size on paper."""

    content: bytes
    width_mm: float
    height_mm: float


class Draughtsman:
    """Draws charts with one face; ``marks`` are the looks of the states. Raises NoChineseFont."""

    def __init__(self, marks: Mapping[str, Mark]) -> None:
        self.marks = marks
        self._font = _font_of(sans_face("the charts of the reports"))

    def draw(self, chart: Chart) -> Picture:
        """Return a chart as a picture."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        upright = chart.kind == "columns"
        bars = len(chart.labels) * (len(chart.series) * 0.56 if chart.kind == "rates" else 1)
        height = 62.0 if upright else _EDGE_MM + _BAR_MM * bars + (0 if len(chart.series) == 1 else 6)
        figure = Figure(figsize=(WIDTH_MM / _INCH, height / _INCH), dpi=DPI)
        canvas: Any = FigureCanvasAgg(figure)
        axes = figure.add_axes((0.02, 0.02, 0.96, 0.96))
        {"bars": self._bars, "stacked": self._stacked, "columns": self._columns, "rates": self._rates}[chart.kind](
            axes, chart
        )
        self._place(axes, figure, chart, height)
        drawn = io.BytesIO()
        canvas.print_png(drawn, metadata={"Software": None}, pil_kwargs={"compress_level": 4})
        return Picture(drawn.getvalue(), WIDTH_MM, height)

    # Kinds ---------------------------------------------------------------------------------------------------------

    def _bars(self, axes: Any, chart: Chart) -> None:
        (series,) = chart.series
        values = [float(value.value) if value is not None else 0.0 for value in series.values]
        most = max(values) or 1.0
        axes.barh(range(len(values)), values, height=0.62, color=self._colours(chart), edgecolor="none")
        for at, (value, figure) in enumerate(zip(values, series.values, strict=True)):
            text = figure.text if figure is not None else "待测"
            self._text(axes, value + most * 0.012, at, text, colour=_INK if figure is not None else _FAINT)
        axes.set_xlim(0, most * 1.16)
        self._labels(axes, chart)

    def _stacked(self, axes: Any, chart: Chart) -> None:
        starts = [0.0] * len(chart.labels)
        for series in chart.series:
            mark = self.marks.get(series.state)
            values = [float(value.value) if value is not None else 0.0 for value in series.values]
            axes.barh(
                range(len(values)),
                values,
                left=starts,
                height=0.62,
                color=mark.colour if mark else _OTHER,
                edgecolor="white",
                linewidth=0.6,
            )
            starts = [start + value for start, value in zip(starts, values, strict=True)]
        most = max(starts) or 1.0
        for at, end in enumerate(starts):
            parts = [series.values[at] for series in chart.series]
            text = " / ".join(part.text if part is not None else "—" for part in parts)
            self._text(axes, end + most * 0.012, at, text)
        axes.set_xlim(0, most * 1.26)
        self._labels(axes, chart)
        self._legend(
            axes, [(s.name, (self.marks[s.state].colour if s.state in self.marks else _OTHER)) for s in chart.series]
        )

    def _columns(self, axes: Any, chart: Chart) -> None:
        (series,) = chart.series
        values = [float(value.value) if value is not None else 0.0 for value in series.values]
        most = max(values) or 1.0
        axes.bar(range(len(values)), values, width=0.62, color=self._colours(chart), edgecolor="none")
        for at, (value, figure) in enumerate(zip(values, series.values, strict=True)):
            self._text(
                axes, at, value + most * 0.02, figure.text if figure is not None else "—", across="center", up="bottom"
            )
        axes.set_ylim(0, most * 1.14)
        axes.set_xlim(-0.6, max(len(values) - 0.4, 3.4))
        axes.set_xticks(range(len(values)))
        axes.set_xticklabels([label.replace("年", "年\n") for label in chart.labels], fontproperties=self._sized(8.5))
        axes.set_yticks([])

    def _rates(self, axes: Any, chart: Chart) -> None:
        count = len(chart.series)
        height = 0.8 / count
        for place, series in enumerate(chart.series):
            values = [float(figure.value) if figure is not None else 0.0 for figure in series.values]
            middles = [at - 0.4 + height * (place + 0.5) for at in range(len(values))]
            axes.barh(middles, values, height=height * 0.86, color=_RATES[place % len(_RATES)], edgecolor="none")
            for value, middle, figure in zip(values, middles, series.values, strict=True):
                text = figure.text if figure is not None else "无数据"
                self._text(axes, value + 1, middle, text, size=7.5, colour=_INK if figure is not None else _FAINT)
        axes.set_xlim(0, 112)
        self._labels(axes, chart)
        self._legend(axes, [(series.name, _RATES[at % len(_RATES)]) for at, series in enumerate(chart.series)])

    def _colours(self, chart: Chart) -> list[str]:
        """Return the colour of each bar: that of its state."""
        return [self.marks[state].colour if state in self.marks else _OTHER for state in chart.states]

    # Writing -------------------------------------------------------------------------------------------------------

    def _labels(self, axes: Any, chart: Chart) -> None:
        axes.set_yticks(range(len(chart.labels)))
        axes.set_yticklabels(chart.labels, fontproperties=self._sized(9))
        axes.set_ylim(len(chart.labels) - 0.45, -0.55)
        axes.set_xticks([])

    def _legend(self, axes: Any, names: list[tuple[str, str]]) -> None:
        from matplotlib.patches import Patch

        handles = [Patch(facecolor=colour, label=name) for name, colour in names]
        axes.legend(
            handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(names), frameon=False,
            prop=self._sized(9), handlelength=1.1, handleheight=0.9, columnspacing=1.4, borderaxespad=0.2,
        )  # fmt: skip

    def _text(
        self, axes: Any, x: float, y: float, text: str, *, size: float = 8.5, colour: str = _INK, across: str = "left",
        up: str = "center_baseline",
    ) -> None:  # fmt: skip
        axes.text(x, y, text, fontproperties=self._sized(size), color=colour, ha=across, va=up)

    def _sized(self, size: float) -> Any:
        font = self._font.copy()
        font.set_size(size)
        return font

    def _place(self, axes: Any, figure: Any, chart: Chart, height: float) -> None:
        """Leave room for the labels at the left and the unit at the top; draw the line that the bars stand on."""
        upright = chart.kind == "columns"
        for side, spine in axes.spines.items():
            spine.set_visible(side == ("bottom" if upright else "left"))
            spine.set_color(_FAINT)
            spine.set_linewidth(0.7)
        axes.tick_params(length=0, pad=4)
        longest = 0 if upright else max((_width_of(label) for label in chart.labels), default=0)
        left = 0.03 if upright else min(0.02 + longest * 3.25 / WIDTH_MM, 0.36)
        top = 1 - (9 if len(chart.series) > 1 else 7) / height
        bottom = 13 / height if upright else 2 / height
        axes.set_position((left, bottom, 0.985 - left, top - bottom))
        figure.text(
            0.985,
            1 - 1.2 / height,
            f"单位：{chart.unit}",
            fontproperties=self._sized(8),
            color=_FAINT,
            ha="right",
            va="top",
        )


def _width_of(text: str) -> float:
    return sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in text)


def _font_of(face: Face) -> Any:
    """Return the face for matplotlib; its place in a collection says which glyphs, those of the mainland or not."""
    from matplotlib import font_manager

    place: Any = getattr(font_manager, "FontPath", None)
    return font_manager.FontProperties(
        fname=place(str(face.path), face.number) if place is not None else str(face.path)
    )
