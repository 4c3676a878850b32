"""How the hot loops become machine code, and where that is kept between runs.

The first call compiles; later processes load what was kept. It is kept beside the source, or in the user's own
cache folder where the installation cannot be written. Where neither can be, each process compiles for itself: a
folder that others may write to is never used, because what is kept there is executed.

The first call of all is what a new user waits for, so the loops are written plainly: an expression over whole arrays
takes a second to compile where a loop takes a tenth. What is kept is renewed when its own file changes, not when a loop
that it calls from another file does: after changing one of those here, remove the ``.nbi`` files.

The compiler itself takes 90 MB, which most processes of an office never need: it is loaded at the first call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return the function as machine code that lets other threads run while it works; it is made at the first call.

    Arguments are arrays and numbers only. Division by zero gives infinity, as in numpy. What it calls of this kind are
    functions of its module, or names imported into it.
    """
    return cast(Function, _AtFirstCall(function))


class _AtFirstCall:
    """A function that becomes machine code when it is first called, and with it all of this kind that it calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function, self._made = function, None
        update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:
        """Call the machine code."""
        return (self._made or self.made())(*arguments)

    def made(self) -> Any:
        """Return the machine code."""
        if self._made is None:
            known = self._function.__globals__
            for name in self._function.__code__.co_names:
                if isinstance(called := known.get(name), _AtFirstCall):
                    known[name] = called.made()  # what is compiled calls only what is compiled
            self._made = _machine_code(self._function)
        return self._made


def _machine_code(function: Callable[..., Any]) -> Any:
    import numba

    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder to keep it in
        return numba.njit(nogil=True, error_model="numpy")(function)


@compiled
def ascending(keys: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the positions of numbers in ascending order (a heap sort; the order of equals is not kept)."""
    count = len(keys)
    order = np.empty(count, dtype=np.int64)
    for place in range(count):
        order[place] = place
    end, start = count, count // 2
    while end > 1:
        if start > 0:
            start -= 1
        else:
            end -= 1
            order[0], order[end] = order[end], order[0]
        parent = start
        while 2 * parent + 1 < end:
            child = 2 * parent + 1
            if child + 1 < end and keys[order[child + 1]] > keys[order[child]]:
                child += 1
            if keys[order[parent]] >= keys[order[child]]:
                break
            order[parent], order[child] = order[child], order[parent]
            parent = child
    return order


@compiled
def with_room(rows: NDArray[np.float64], used: int, wanted: int) -> NDArray[np.float64]:
    """Return a table with room for ``wanted`` rows, the ``used`` first ones carried over."""
    if wanted <= len(rows):
        return rows
    larger = np.empty((max(wanted, 2 * len(rows)), rows.shape[1]))
    for row in range(used):
        for column in range(rows.shape[1]):
            larger[row, column] = rows[row, column]
    return larger
