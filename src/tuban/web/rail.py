"""Marks to which entry of the rail a page belongs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def on_rail(key: str) -> Callable[[View], View]:
    """Mark a view as a page below an entry of the rail."""

    def mark(view: View) -> View:
        view.rail = key  # type: ignore[attr-defined]
        return view

    return mark
