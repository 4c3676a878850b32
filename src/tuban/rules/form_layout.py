"""The header of a form: groups above columns above measures, as rectangles."""

from __future__ import annotations

from collections.abc import Sequence

from tuban.rules.filled_form import HeaderCell

Path = tuple[str, ...]


def header_of(paths: Sequence[Path]) -> tuple[HeaderCell, ...]:
    """Return the rectangles of a header whose columns have these titles, from the top group down.

    Neighbours under the same group share its rectangle; a short path stretches down to the last row.

    >>> [(c.title, c.row, c.column, c.rows, c.columns) for c in header_of([("甲",), ("乙", "宗数"), ("乙", "面积")])]
    [('甲', 0, 0, 2, 1), ('乙', 0, 1, 1, 2), ('宗数', 1, 1, 1, 1), ('面积', 1, 2, 1, 1)]
    """
    depth = max((len(path) for path in paths), default=0)
    return tuple(sorted(_below(list(paths), 0, 0, depth), key=lambda cell: (cell.row, cell.column)))


def _below(paths: Sequence[Path], row: int, column: int, depth: int) -> list[HeaderCell]:
    cells: list[HeaderCell] = []
    start = 0
    while start < len(paths):
        end = start + 1
        title = paths[start][row]
        leaf = len(paths[start]) == row + 1
        while not leaf and end < len(paths) and len(paths[end]) > row + 1 and paths[end][row] == title:
            end += 1
        cells.append(HeaderCell(title, row, column + start, depth - row if leaf else 1, end - start))
        if not leaf:
            cells.extend(_below(paths[start:end], row + 1, column + start, depth))
        start = end
    return cells
