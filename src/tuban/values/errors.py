"""What a person is told when something cannot go on.

An error says what happened, to which thing, why it matters (its message) and what to do next (its hint).
The class docstring is the message; words in braces are filled from the keyword arguments.
"""

from __future__ import annotations

from typing import ClassVar

from tuban.values.language import gettext


class TubanError(Exception):
    """Tuban cannot go on."""

    code: ClassVar[str] = "tuban.error"
    hint: ClassVar[str] = ""

    def __init__(self, **about: object) -> None:
        self.about = about
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The sentence for people, in the language of the locale."""
        template = " ".join((type(self).__doc__ or TubanError.__doc__ or "").split())
        return gettext(template).format(**self.about)

    @property
    def advice(self) -> str:
        """What to do next; empty when there is nothing to say."""
        return gettext(type(self).hint).format(**self.about) if type(self).hint else ""

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()
