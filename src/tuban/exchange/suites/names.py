"""The names of the suites: what the setting may say, without loading a library of any of them."""

from __future__ import annotations

from tuban.exchange.refusals import SuiteUnknown

NAMES = ("international", "gm")


def known(name: str) -> str:
    """Return a name of a suite. Raises SuiteUnknown."""
    if name not in NAMES:
        raise SuiteUnknown(name=name[:40], known=", ".join(NAMES))
    return name
