"""Messages in the language of the reader.

Message ids are English sentences in the code; the Chinese ones come from ``tuban/locale``. The language is
that of :func:`speaking` (each reader of the office has their own), else ``TUBAN_LANG`` where set, else the locale of
the environment (on Windows, of the display): a Chinese locale gives
Chinese, any other English.
The words of the law (form titles, labels, decisions) are Chinese always: they come from the lawbook.
"""

from __future__ import annotations

import gettext as _gettext
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parents[1] / "locale"
_SPOKEN: ContextVar[str] = ContextVar("spoken", default="")


def language() -> str:
    """Return ``zh_CN`` or ``en``: that of :func:`speaking`, else of the environment.

    TUBAN_LANG, LC_ALL, LC_MESSAGES and LANG are asked in this order.
    """
    if _SPOKEN.get():
        return _SPOKEN.get()
    for name in ("TUBAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "zh_CN" if _language_of_windows().startswith("zh") else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak ``zh_CN`` or ``en`` for a while, in this thread or task only."""
    token = _SPOKEN.set("zh_CN" if language.lower().startswith("zh") else "en")
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def _language_of_windows() -> str:
    """Return the language in which Windows speaks to its user (zh_CN), empty elsewhere."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


@cache
def _catalogue(chosen: str) -> _gettext.NullTranslations:
    return _gettext.translation("tuban", CATALOGUES, languages=[chosen], fallback=True)


def gettext(message: str) -> str:
    """Return the message in the reader's language; the English one where no translation exists."""
    if not message or language() == "en":
        return message
    return _catalogue(language()).gettext(message)


def chinese(message: str) -> str:
    """Return the message in Chinese whatever the locale: for what goes into a document (forms, cards, the page)."""
    return _catalogue("zh_CN").gettext(message) if message else message


def speak_for_libraries() -> None:
    """Let libraries that speak through the standard library's gettext (the command line's) use our catalogue."""
    if language() == "en":
        return
    os.environ["LANGUAGE"] = language()
    _gettext.bindtextdomain("tuban", CATALOGUES)
    _gettext.textdomain("tuban")
