"""Editions made ready for the map: layers on the web's grid, images as COG. That takes long, so jobs do it.

What is made lies in the caches under the checksum of what it was made of: it can be thrown away, and is made anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from tuban.kernel.drawn_layers import DrawnLayer, open_drawn, prepare
from tuban.kernel.formats.children import Nursery
from tuban.kernel.image_pyramids import make_pyramid
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.layers.models import Edition

PREPARED = 1
"""Grows when prepared files are written in another way, so that older ones are made anew."""

_TOLD = {
    "survey_last": ("land_class", "land_class"), "survey_this": ("land_class", "land_class"),
    "approval_survey": ("land_class", "land_class"), "plan": ("zone", "zone"), "basic_farmland": ("", "number"),
    "redline": ("", "name"), "conversion": ("", "number"), "expropriation": ("", "number"),
    "early_use": ("", "number"), "other_approvals": ("", "number"), "supply": ("", "number"),
    "temporary": ("", "number"), "facility": ("", "number"), "registration": ("", "number"),
    "earlier_patches": ("", "number"), "field_results": ("", "patch_number"), "roads": ("class", "name"),
    "boundaries": ("code", "name"), "image_before": ("", ""), "image_after": ("", ""),
}  # fmt: skip
_COG, _AS_IT_IS = ".tif", ".as-it-is"

Progress = Callable[[int, int], None]


class NotReady(TubanError):
    """{edition} is still being made ready for the map."""

    code = "layers.not_ready"
    hint = "It is shown as soon as it is ready; a large layer takes minutes."


def is_drawn(role: str) -> bool:
    """Whether a layer of this role is one of the map: patches are drawn as what became of them, not as they came."""
    return role in _TOLD


def told_columns(role: str) -> tuple[str, str]:
    """Return which columns of a role the map tells: the code that decides its look, and the label beside it."""
    return _TOLD.get(role, ("", "number"))


def is_ready(edition: Edition) -> bool:
    """Whether an edition can be drawn at once."""
    made = _made_of(edition)
    return made.is_file() or (edition.is_image and made.with_suffix(_AS_IT_IS).is_file())


def drawn(edition: Edition) -> DrawnLayer:
    """Return a layer ready for drawing; raises NotReady."""
    if not is_ready(edition):
        raise NotReady(edition=edition)
    return open_drawn(_made_of(edition))


def picture_of(edition: Edition) -> Path:
    """Return the file that tiles and sheets of an image are drawn from: its COG, else the image as it came."""
    made = _made_of(edition)
    return made if made.is_file() else store.found(edition.checksum, edition.suffix)


def make_ready(edition: Edition, nursery: Nursery, progress: Progress = lambda _done, _total: None) -> None:
    """Make an edition ready for drawing, where it is not. What ``progress`` raises ends the work."""
    if is_ready(edition):
        return
    content, target = store.found(edition.checksum, edition.suffix), _made_of(edition)
    if not edition.is_image:
        code, label = told_columns(edition.role)
        prepare(content, target, epsg=edition.epsg, code=code, label=label)
    elif not make_pyramid(content, target, nursery, progress):
        target.with_suffix(_AS_IT_IS).touch()


def _made_of(edition: Edition) -> Path:
    caches: Path = settings.HOME.caches
    if edition.is_image:
        return caches / "images" / f"{edition.checksum}-{PREPARED}{_COG}"
    code, label = told_columns(edition.role)
    return caches / "layers" / f"{edition.checksum}-{edition.epsg}-{PREPARED}-{code}-{label}.arrow"
