"""The header of a form: groups above columns above measures, as rectangles."""

from __future__ import annotations

from collections.abc import Sequence

from tuban.rules.forms.filled import HeaderCell

Path = tuple[str, ...]


def header_of(paths: Sequence[Path]) -> tuple[HeaderCell, ...]:
    """Return the rectangles of a header whose columns have these titles, from the top group down.

    Neighbours under the same group share its rectangle; a group above few levels stretches, so that the measures stand
    in the last row.

    >>> header = header_of([("甲",), ("乙", "宗数"), ("丙", "丁", "宗数"), ("丙", "丁", "面积")])
    >>> [(cell.title, cell.row, cell.column, cell.rows, cell.columns) for cell in header][:4]
    [('甲', 0, 0, 3, 1), ('乙', 0, 1, 2, 1), ('丙', 0, 2, 1, 2), ('丁', 1, 2, 1, 2)]
    """
    depth = max((len(path) for path in paths), default=0)
    return tuple(sorted(_below(list(paths), 0, (0, depth), 0), key=lambda cell: (cell.row, cell.column)))


def _below(paths: Sequence[Path], level: int, rows: tuple[int, int], column: int) -> list[HeaderCell]:
    """Draw what stands at ``level`` of the paths into the header rows from the first to before the second."""
    top, bottom = rows
    cells: list[HeaderCell] = []
    start = 0
    while start < len(paths):
        end = start + 1
        title = paths[start][level]
        leaf = len(paths[start]) == level + 1
        while not leaf and end < len(paths) and len(paths[end]) > level + 1 and paths[end][level] == title:
            end += 1
        under = max(len(path) for path in paths[start:end]) - level - 1
        height = bottom - top - under
        cells.append(HeaderCell(title, top, column + start, height, end - start))
        if not leaf:
            cells.extend(_below(paths[start:end], level + 1, (top + height, bottom), column + start))
        start = end
    return cells
