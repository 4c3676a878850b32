"""The chains of signatures by which this installation signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tuban.rules.signing import Chain, Signing, signing_of
from tuban.workflow.installed_lawbook import installed_lawbook
from tuban.workflow.signoff.cells import Cell


def signing() -> Signing:
    """Return all chains."""
    return signing_of(installed_lawbook())


def chain_of(form: str) -> Chain:
    """Return the chain of a form; raises NoSuchPart where the form is not signed."""
    return signing().chain_of(form)


def voiding_parts(form: str) -> Mapping[str, bool]:
    """Return for each part of a form whether a change in it voids what was signed."""
    return {part.id: part.voids for part in chain_of(form).parts}


def with_headline() -> tuple[str, ...]:
    """Return the forms of which a list tells some cells."""
    return tuple(form for chain in signing().chains if chain.headline for form in chain.forms)


def headline_of(form: str, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Return the cells of a form that a list tells, in the order of the lawbook; those not filled in are left out."""
    by_space = {cell.key.rpartition(".")[2]: cell for cell in cells if cell.value}
    return tuple(by_space[space] for space in chain_of(form).headline if space in by_space)


def edition() -> str:
    """Return the edition of the lawbook in force."""
    return installed_lawbook().edition


def form_title(form: str) -> str:
    """Return what a form is called."""
    title: str = installed_lawbook().form(form).text("title")
    return title
