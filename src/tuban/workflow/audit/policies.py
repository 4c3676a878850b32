"""What a policy is: a question whose answer is the reason why not, in the words of the greyed-out control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tuban.values.errors import TubanError


class Refused(TubanError):
    """{reason}"""

    code = "policy.refused"
    hint = "Ask the one who may, or let the conditions be met first."


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may do something to which rows. ``why_not`` takes the actor and the subjects; empty means: may."""

    name: str
    why_not: Callable[..., str]

    def explain(self, by: Any, *subjects: Any) -> str:
        """Return why ``by`` may not do it, as a sentence; empty where they may."""
        return self.why_not(by, *subjects)

    def allows(self, by: Any, *subjects: Any) -> bool:
        """Whether ``by`` may do it."""
        return not self.why_not(by, *subjects)

    def demand(self, by: Any, *subjects: Any) -> None:
        """Raise Refused with the reason where ``by`` may not do it."""
        reason = self.why_not(by, *subjects)
        if reason:
            raise Refused(reason=reason)


def policy(why_not: Callable[..., str]) -> Policy:
    """Make a policy of a function that returns the reason why not."""
    return Policy(why_not.__name__, why_not)
