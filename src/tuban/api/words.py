"""Words that are translated when they are read, for descriptions that stand before any request came."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy


def lazily(text: str) -> str:
    """Return a text that is in the reader's language wherever it is written out."""
    return cast("str", gettext_lazy(text))
