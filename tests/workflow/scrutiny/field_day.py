"""Photos as a camera writes them, and a surveyor who takes one."""

from __future__ import annotations

import hashlib
import io
import random
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw
from tests.field.device import FieldDevice, work_on

from tuban.workflow.scrutiny.looking import look_at_all, read_photos


def photo_of(seed: int, *, camera_at: str = "", camera: str = "示例 手机一号") -> bytes:
    """Return a JPEG that looks like nothing else of another seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", (640, 480), (150, 160, 140))
    drawn = ImageDraw.Draw(image)
    for _ in range(24):
        x, y = chance.randrange(600), chance.randrange(440)
        drawn.rectangle((x, y, x + chance.randrange(20, 240), y + chance.randrange(20, 200)),
                        fill=tuple(chance.randrange(256) for _ in range(3)))  # fmt: skip
    exif = Image.Exif()
    if camera_at:
        exif[272] = camera
        exif.get_ifd(0x8769)[36867] = camera_at
    content = io.BytesIO()
    image.save(content, "JPEG", quality=90, exif=exif)
    return content.getvalue()


def again(content: bytes, *, quality: int = 60, mark: bool = True) -> bytes:
    """Return a photo as somebody saves it anew, with a corner painted over."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    if mark:
        ImageDraw.Draw(image).rectangle((600, 450, 640, 480), fill=(0, 0, 0))
    saved = io.BytesIO()
    image.save(saved, "JPEG", quality=quality)
    return saved.getvalue()


def taken(
    device: FieldDevice, patch: Any, content: bytes | None = None, *, name: str = "IMG_20261126_091403.jpg",
    visit: Any = None, position: dict[str, Any] | None = None, sends: bool = True, **about: Any,
) -> bytes:  # fmt: skip
    """Take a photo of a patch and bring it to the office; returns its content."""
    content = content if content is not None else photo_of(1)
    centre = patch.geometry.centroid
    place = position or {
        "lon": centre.x, "lat": centre.y, "accuracy_m": 4.2, "at": "2026-11-26T04:01:00+00:00", "source": "gps",
    }  # fmt: skip
    media = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "type": "image/jpeg", "name": name}
    device.write(
        "photo.taken", {"media": media, "position": place, "bearing": None, "view": "near", "note": "", **about},
        patch=patch.uuid, visit=visit or uuid4(),
    )  # fmt: skip
    if sends:
        device.upload(content)
    device.send()
    work_on()
    return content


def look_on() -> None:
    """Let the worker look at what came."""
    read_photos()
    look_at_all()
