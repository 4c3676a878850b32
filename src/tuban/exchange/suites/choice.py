"""Which suites there are, and which one a file that came is locked in."""

from __future__ import annotations

from pathlib import Path

from tuban.exchange.suites.gm import GM
from tuban.exchange.suites.international import INTERNATIONAL
from tuban.exchange.suites.names import known
from tuban.exchange.suites.port import Suite

SUITES = {one.name: one for one in (INTERNATIONAL, GM)}


def suite_named(name: str) -> Suite:
    """Return a suite by its name. Raises SuiteUnknown."""
    return SUITES[known(name)]


def suite_of(begin: bytes) -> Suite | None:
    """Return the suite in which a file is locked that begins so; None where it begins otherwise, or is too short."""
    return next((one for one in SUITES.values() if begin.startswith(one.cipher.begin)), None)


def suite_of_file(path: Path) -> Suite | None:
    """Return the suite in which a file is locked; None where it begins as none."""
    with path.open("rb") as file:
        return suite_of(file.read(max(len(one.cipher.begin) for one in SUITES.values())))
