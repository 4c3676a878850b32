"""Every policy of the product, and what it says to a reader about the things of an office."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.db.models import Model

from tuban import jobs, workflow
from tuban.workflow.audit.policies import Policy
from tuban.workflow.organisations.acting import Acting

_WORDS = {"name": "verified", "kind": "filing", "_kind": "filing", "is_visited": False}
_ANY = "patches.patch"
ELSEWHERE = {
    "evidence.log.may_hand_in": "is asked of a device: tests/field/test_entries.py",
    "signoff.may_open": "is asked of a thing made for it: tests/workflow/signoff",
}
"""Policies that are not asked of a person and a row, and where they are tried."""


@cache
def policies() -> dict[str, Policy]:
    """Return the policies by name: ``patches.may_split``, with the stage that asks it."""
    found = {_name(one.why_not.__module__, one.name): one for one in _of(lambda value: isinstance(value, Policy))}
    return {name: one for name, one in sorted(found.items()) if name not in ELSEWHERE}


@cache
def names_of_actions() -> dict[str, tuple[str, ...]]:
    """Return the names of the actions that ask a policy, by the name of the policy."""
    asked: dict[str, set[str]] = {}
    for one in _of(lambda value: inspect.isfunction(value) and hasattr(value, "policy")):
        asked.setdefault(_name(one.policy.why_not.__module__, one.policy.name), set()).add(one.name)
    return {name: tuple(sorted(names)) for name, names in asked.items()}


def _of(wanted: Callable[[Any], bool]) -> Iterator[Any]:
    for package in (jobs, workflow):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                yield from (value for value in vars(importlib.import_module(module.name)).values() if wanted(value))


def _name(module: str, name: str) -> str:
    steps = [step for step in module.split(".")[2:] if step != "policies"]
    return ".".join([*steps, name])


def why_not(policy: Policy, by: Acting, rows: dict[str, Any]) -> str:
    """Return what a policy says to somebody about what was planted; empty where they may."""
    return policy.explain(by, *_subjects(policy, rows))


def subject_of(policy: Policy) -> str:
    """Return the label of what a policy is about; empty where it is about nothing of its own."""
    return next((label for label in (_label(kind) for _name, kind in _parameters(policy)) if label), "")


def _subjects(policy: Policy, rows: dict[str, Any]) -> list[Any]:
    return [rows[_label(kind)] if _label(kind) else _WORDS[name] for name, kind in _parameters(policy)]


def _parameters(policy: Policy) -> list[tuple[str, Any]]:
    hints = typing.get_type_hints(policy.why_not)
    found = [(one.name, hints[one.name]) for one in inspect.signature(policy.why_not).parameters.values()][1:]
    return [(name, kind) for name, kind in found if _label(kind) or name in _WORDS]


def _label(kind: Any) -> str:
    if isinstance(kind, types.UnionType):
        return next((label for label in map(_label, typing.get_args(kind)) if label), "")
    if kind is Any or getattr(kind, "__name__", "") == "Subject":
        return _ANY
    return str(kind._meta.label_lower) if isinstance(kind, type) and issubclass(kind, Model) else ""
