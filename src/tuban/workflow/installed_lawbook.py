"""The lawbook of the installation: the product's, with the folder of the installation on top where there is one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tuban.rules import rulebook
from tuban.rules.rulebook import Rulebook


def installed_lawbook() -> Rulebook:
    """Return it, read once in each process. Raises LawbookFault: nothing is judged by values not understood."""
    local = settings.HOME.lawbook
    return _read(local if local.is_dir() else None)


@lru_cache(maxsize=2)
def _read(local: Path | None) -> Rulebook:
    return rulebook.load(local=local)
