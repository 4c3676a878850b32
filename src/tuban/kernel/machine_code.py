"""How the hot loops become machine code, and where that is kept between runs.

The first call compiles; later processes load what was kept. It is kept beside the source, or in the user's own
cache folder where the installation cannot be written. Where neither can be, each process compiles for itself: a
folder that others may write to is never used, because what is kept there is executed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return the function as machine code that lets other threads run while it works.

    Arguments are arrays and numbers only. Division by zero gives infinity, as in numpy.
    """
    made: Any
    try:
        made = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder to keep it in
        made = numba.njit(nogil=True, error_model="numpy")(function)
    return cast(Function, made)
