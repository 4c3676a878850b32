"""One field book as data for its template: cover, overview of the route, a page for every patch."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import segno
import yaml

from tuban.render.field_book.base import FieldBase
from tuban.render.field_book.drawing import DAY_COLOURS, BookMaps
from tuban.render.field_book.groups import Day, Group, Stop
from tuban.render.maps.furniture import RIM_MM, bar_of_scale, dms
from tuban.render.maps.patches import INCONSISTENT

_MOST_PAPERS = 3
_MOST_DAYS = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop of a day, and the patch of the result that answers to it."""

    day: Day
    stop: Stop
    patch: Mapping[str, Any]


def patch_address(campaign: str, number: str, part: str = "") -> str:
    """Return what the QR code of a page says: ``tuban:patch/<campaign>/<number>/<part>``.

    Each piece is percent-encoded, so that it holds no slash of its own; the part is left out where there is none.

    >>> patch_address("990101-2024", "990101SJBG24000004", "1")
    'tuban:patch/990101-2024/990101SJBG24000004/1'
    """
    pieces = [campaign, number, *([part] if part else [])]
    return "tuban:patch/" + "/".join(quote(piece, safe="") for piece in pieces)


@cache
def words() -> Mapping[str, Any]:
    """Return the words of the field book."""
    found: Mapping[str, Any] = yaml.safe_load(
        (files("tuban.render.field_book") / "words.yaml").read_text(encoding="utf-8")
    )
    return found


class Book:
    """The book of one group in the making; ``drawings`` and ``pictures`` fill while :meth:`data` is asked."""

    def __init__(
        self, group: Group, visits: Sequence[Visit], base: FieldBase, maps: BookMaps, *, is_planned: bool
    ) -> None:
        self.group, self.visits, self.base, self.maps, self.is_planned = group, visits, base, maps, is_planned
        self.patches = base.patches
        self.labels = {value: label for value, label, _state in base.data["findings"]}
        self.drawings: dict[str, str] = {}
        self.pictures: dict[str, bytes] = {}

    def data(self) -> dict[str, Any]:
        """Return the whole book for the template."""
        spoken, issue = words(), self.base.data["issue"]
        patches = [visit.patch for visit in self.visits]
        days = list(dict.fromkeys(visit.day.label for visit in self.visits))
        return {
            "title": f"{issue['county']} {spoken['book']} {self.group.name}",
            "rim": RIM_MM,
            "words": spoken,
            "group": self.group.name,
            "persons": "、".join(self.group.persons) or spoken["no_persons"],
            "days": spoken["many_days"].format(first=days[0], last=days[-1], count=len(days))
            if len(days) > _MOST_DAYS
            else "、".join(days),
            "summary": _summary(patches),
            "notes": list(self.group.notes),
            "county-title": spoken["title"].format(county=issue["county"], year=issue["year"]),
            "practice": spoken["practice"] if issue["is_practice"] else "",
            "foot": spoken["foot"].format(disc=issue["disc"], edition=issue["edition"][:12]),
            "is-planned": self.is_planned,
            "guide": list(spoken["guide"]),
            "overview": self._overview(),
            "stops": [self._page(number, visit) for number, visit in enumerate(self.visits, start=1)],
        }

    def _overview(self) -> list[dict[str, Any]]:
        """Return the map of the whole route and, where stops crowd, its details."""
        placed = [
            {**visit.patch, "order": order, "day": visit.day.label, "is_planned": self.is_planned}
            for order, visit in enumerate(self.visits, start=1)
        ]
        ways = {visit.day.label: visit.day.way for visit in self.visits if len(visit.day.way) > 1}
        maps = self.maps.overview(placed, ways)
        pages = []
        for at, (drawing, rim, frame, day) in enumerate(maps):
            name, rim_name = f"overview{at}.svg", f"overview{at}-rim.svg"
            self.drawings[name], self.drawings[rim_name] = drawing, rim
            pages.append(
                {
                    "map": {"width": frame.width_mm, "height": frame.height_mm, "drawing": name, "rim": rim_name},
                    "bar": bar_of_scale(frame.scale, 60.0),
                    "title": words()["route_maps"]["day"].format(day=day) if day else self._title(at, len(maps) - 1),
                    "note": self._note(at, len(maps) - 1, ways),
                    "lines": [
                        {"name": name, "colour": DAY_COLOURS[number % len(DAY_COLOURS)]}
                        for number, name in enumerate(ways)
                    ] if at == 0 and len(ways) > 1 else [],
                }
            )  # fmt: skip
        return pages

    def _note(self, at: int, details: int, ways: Mapping[str, Any]) -> str:
        """Return what is said below a map of all stops: what its lines are, and where to find the details."""
        spoken = words()
        if at and not ways:
            return ""
        lines = spoken["ways_note"] if ways else spoken["overview_note"] if self.is_planned else ""
        return str(lines + (spoken["detail_note"] if not at and details and len(ways) < 2 else ""))

    def _title(self, at: int, details: int) -> str:
        """Return the title of a map of all stops: of a route only where somebody planned one."""
        titles = words()["route_maps" if self.is_planned else "stop_maps"]
        return str(titles["detail"].format(number=at, count=details) if at else titles["whole"])

    def _page(self, number: int, visit: Visit) -> dict[str, Any]:
        spoken, patch, stop = words(), visit.patch, visit.stop
        address = patch_address(self.base.data["campaign"], patch["number"], patch["part"])
        self.drawings[f"qr{number}.svg"] = _qr(address)
        missing = patch["missing"]
        of_all = spoken["of"].format(count=len(self.visits))
        before, after = (
            self._chip(name, f"{when}{number}.jpg")
            for name, when in zip(patch["chips"], ("before", "after"), strict=True)
        )
        return {
            "order": str(number),
            "order-words": spoken["stop"].format(number=number),
            "when": "　".join(one for one in (visit.day.label, stop.arrival, of_all) if one),
            "day": visit.day.label,
            "arrival": stop.arrival,
            "label": (INCONSISTENT if patch["inconsistent"] else "") + patch["short"],
            "full": patch["number"] + (f"-{patch['part']}" if patch["part"] else ""),
            "place": _place(patch),
            "finding": self.labels[patch["finding"]],
            "area": patch["areas"][0][1],
            "qr": f"qr{number}.svg",
            "before": before,
            "after": after,
            "surroundings": None if before or after else self._surroundings(number, patch),
            "before-words": f"{spoken['before']} {patch['images'][0]}",
            "after-words": f"{spoken['after']} {patch['images'][1]}",
            "facts": _facts(patch, self.labels[patch["finding"]]),
            "missing": _titles(missing, in_field=True) or spoken["nothing_missing"],
            "other": _titles(missing, in_field=False),
            "map": self._map(number, patch),
            "fields": self._fields(patch),
        }

    def _map(self, number: int, patch: Mapping[str, Any]) -> dict[str, Any]:
        drawing, frame, step = self.maps.place(patch)
        self.drawings[f"map{number}.svg"] = drawing
        scale = f"{frame.scale:,}".replace(",", " ")
        return {
            "width": frame.width_mm,
            "height": frame.height_mm,
            "drawing": f"map{number}.svg",
            "words": words()["map"].format(scale=scale, step=f"{step}米"),
        }

    def _surroundings(self, number: int, patch: Mapping[str, Any]) -> dict[str, Any]:
        """Return the map that stands where a disc without images leaves room."""
        drawn = self.maps.surroundings(patch, self.patches)
        self.drawings[f"around{number}.svg"] = drawn.drawing
        scale = f"{drawn.frame.scale:,}".replace(",", " ")
        dates = " → ".join(one for one in patch["images"] if one)
        return {
            "width": drawn.frame.width_mm,
            "height": drawn.frame.height_mm,
            "drawing": f"around{number}.svg",
            "words": words()["surroundings"].format(scale=scale, step=f"{drawn.step}米"),
            "images": words()["dates_only"].format(dates=dates) if dates else words()["no_image"],
        }

    def _fields(self, patch: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
        """Return the fields to fill: with what is known already, and marked where the field has to find it out."""
        wanted = {name for name, _title, _by, in_field in patch["missing"] if in_field}
        return [
            [
                {**field, "known": patch["known"].get(field["fact"], ""), "wanted": field["fact"] in wanted}
                for field in row
            ]
            for row in self.base.data["fields"]
        ]

    def _chip(self, name: str, shown: str) -> str | None:
        """Take a picture of the result folder into the book; None where the folder has lost it."""
        folder = self.base.folder
        path = folder / name
        if not name or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            return None
        self.pictures[shown] = path.read_bytes()
        return shown


def _summary(patches: Sequence[Mapping[str, Any]]) -> str:
    """Return the counts of the cover; what nobody compared is not called consistent."""
    uncompared = sum(not patch.get("compared", patch["comparison"]) for patch in patches)
    notes = words()["summary_notes"]
    note = notes["none_compared" if uncompared == len(patches) else "some_compared" if uncompared else "compared"]
    return str(
        note.format(
            patches=len(patches),
            inconsistent=sum(bool(patch["inconsistent"]) for patch in patches),
            uncompared=uncompared,
            missing=sum(any(in_field for *_lack, in_field in patch["missing"]) for patch in patches),
        )
    )


def _place(patch: Mapping[str, Any]) -> str:
    """Return township and village; the township once, where the place names it too."""
    township, village = patch["township"], patch["village"]
    return village if village.startswith(township) else f"{township} {village}".strip()


def _titles(missing: Sequence[Sequence[Any]], *, in_field: bool) -> str:
    return "；".join(title for _name, title, _by, is_field in missing if is_field == in_field)


def _facts(patch: Mapping[str, Any], finding: str) -> list[tuple[str, str]]:
    spoken = words()
    papers = patch["papers"]
    if papers is None:
        told = spoken["papers_unknown"]
    elif not papers:
        told = spoken["no_papers"]
    else:
        told = "；".join(papers[:_MOST_PAPERS])
        told += spoken["more_papers"].format(count=len(papers)) if len(papers) > _MOST_PAPERS else ""
    facts = [
        (spoken["listed"], patch["list"]),
        (spoken["type"], patch["type"]),
        *((title, f"{figure} 亩" if figure else "—") for title, figure in patch["areas"]),
        (spoken["land"], " / ".join(one or "—" for one in patch["land"])),
        (spoken["comparison"], patch["comparison"]),
        (spoken["finding"], finding),
        (spoken["centre"], f"X {patch['centre'][1]:.1f}　Y {patch['centre'][0]:.1f}"),
        (spoken["degrees"], f"{dms(patch['degrees'][0], 1)}　{dms(patch['degrees'][1], 1)}"),
        (spoken["papers"], told),
    ]
    return [(title, value) for title, value in facts if value]


def _qr(text: str) -> str:
    written = io.BytesIO()
    segno.make(text, error="m", micro=False).save(written, kind="svg", xmldecl=False, border=1, omitsize=True)
    return written.getvalue().decode("utf-8")
