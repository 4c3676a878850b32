"""The keys of the desk: bare for a verdict, with Shift for more, Ctrl for search and saving only. Everybody may choose
others for themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.review.models import DeskKeys
from tuban.workflow.review.reading.policies import may_set_keys

USUAL: Mapping[str, str] = MappingProxyType({
    "category_1": "1", "category_2": "2", "category_3": "3", "category_4": "4", "category_5": "5", "category_6": "6",
    "as_proposed": "a", "doubt": "d", "visit": "f", "reasons": "r", "note": "n",
    "before": "q", "after": "e", "flicker": "Space", "swipe": "s",
    "previous": "w", "next": "x", "undo": "z", "outline": "o", "ring": "c", "read_out": "t", "search": "/",
    "sheet": "?",
})  # fmt: skip
"""The deeds of the desk and the key that each has unless somebody chose another."""

TITLES = {
    "as_proposed": gettext_lazy("As proposed"), "doubt": gettext_lazy("Doubtful"),
    "visit": gettext_lazy("To the field"), "reasons": gettext_lazy("Coded reasons"), "note": gettext_lazy("Note"),
    "before": gettext_lazy("Image before, large"), "after": gettext_lazy("Image after, large"),
    "flicker": gettext_lazy("Flicker"), "swipe": gettext_lazy("Swipe, while it is held"),
    "previous": gettext_lazy("Previous patch"), "next": gettext_lazy("Next patch, unread"),
    "undo": gettext_lazy("Undo"), "outline": gettext_lazy("Outline"), "ring": gettext_lazy("Context ring"),
    "read_out": gettext_lazy("Read the patch out"), "search": gettext_lazy("Search a number"),
    "sheet": gettext_lazy("Keys"),
}  # fmt: skip

_ONE_KEY = re.compile(r"(?:Shift\+)?(?:[a-z0-9]|Space|[/?.,;'\[\]\\=`-])")
_FIXED = frozenset({"Escape", "Tab", "Enter", "ArrowLeft", "ArrowRight"})


class KeysCollide(TubanError):
    """The key {key} would do two things: {deeds}."""

    code = "review.keys_collide"
    hint = "Give one of them another key."


class KeyUnfit(TubanError):
    """{key} cannot be a key of the desk."""

    code = "review.key_unfit"
    hint = "Take a letter, a digit or the space bar, alone or with Shift. Ctrl belongs to the browser."


@dataclass(frozen=True, slots=True)
class Choice:
    """A deed of the desk, its title, its key, and whether the person chose it."""

    deed: str
    title: str
    key: str
    is_own: bool


def keys_of(person: Person) -> dict[str, str]:
    """Return the key of each deed as a person has them."""
    own = DeskKeys.objects.filter(person=person).values_list("keys", flat=True).first() or {}
    return {deed: str(own.get(deed, key)) for deed, key in USUAL.items()}


@action("review.set_keys", policy=may_set_keys)
def set_keys(person: Person, *, by: Acting, keys: Mapping[str, str]) -> dict[str, str]:
    """Keep the keys that a person chose; none of them is usual again. Raises KeyUnfit, KeysCollide."""
    chosen = {deed: as_key(key) for deed, key in keys.items() if deed in USUAL}
    whole = dict(USUAL) | chosen
    for key in whole.values():
        if not _ONE_KEY.fullmatch(key) or key in _FIXED:
            raise KeyUnfit(key=key)
    check_collisions(whole)
    own = {deed: key for deed, key in chosen.items() if key != USUAL[deed]}
    DeskKeys.objects.update_or_create(person=person, defaults={"keys": own})
    note(own=own)
    return whole


def as_key(text: str) -> str:
    """Return a key as the desk writes it.

    >>> as_key(" A "), as_key("shift+b"), as_key(" ")
    ('a', 'Shift+b', 'Space')
    """
    word = text.strip()
    if not word:
        return "Space" if text else ""
    if word.lower().startswith("shift+"):
        return f"Shift+{as_key(word[6:])}"
    return "Space" if word.lower() == "space" else word.lower()


def check_collisions(keys: Mapping[str, str]) -> None:
    """Raise KeysCollide where one key would do two things, and name both."""
    by_key: dict[str, list[str]] = {}
    for deed, key in keys.items():
        by_key.setdefault(key, []).append(deed)
    for key, deeds in by_key.items():
        if len(deeds) > 1:
            raise KeysCollide(key=key, deeds=_(" and ").join(f"«{title_of(deed)}»" for deed in deeds))


def title_of(deed: str) -> str:
    """Return what people call a deed of the desk."""
    if deed.startswith("category_"):
        place = int(deed.removeprefix("category_")) - 1
        return rulebook().codelist("ground_state").entries[place].label
    return str(TITLES[deed])


def choices_of(person: Person) -> list[Choice]:
    """Return all deeds with their keys as a person has them."""
    return [Choice(deed, title_of(deed), key, key != USUAL[deed]) for deed, key in keys_of(person).items()]
