"""The chains of signatures by which this installation signs."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.rules.signing import Chain, Signing, signing_of
from tuban.workflow.installed_lawbook import installed_lawbook


def signing() -> Signing:
    """Return all chains."""
    return signing_of(installed_lawbook())


def chain_of(form: str) -> Chain:
    """Return the chain of a form; raises NoSuchPart where the form is not signed."""
    return signing().chain_of(form)


def voiding_parts(form: str) -> Mapping[str, bool]:
    """Return for each part of a form whether a change in it voids what was signed."""
    return {part.id: part.voids for part in chain_of(form).parts}


def edition() -> str:
    """Return the edition of the lawbook in force."""
    return installed_lawbook().edition


def form_title(form: str) -> str:
    """Return what a form is called."""
    title: str = installed_lawbook().form(form).text("title")
    return title
