"""How long every page takes, one after the other, for those who see a township, a county, a province."""

from __future__ import annotations

import math
import os
import random
import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.office.doors import Visitor, served
from benchmarks.office.province import PASSWORD, PROVINCE
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch

_NEXT = re.compile(r'href="(\?[^"]*after=[^"]+)"')


@dataclass(frozen=True, slots=True)
class Asked:
    """A page with what it may take, in seconds; each time it is asked with another number in place of ``{fresh}``."""

    what: str
    path: str
    aim: float
    is_fragment: bool = False


def measure(log: Path, *, times: int = 5) -> int:
    """Ask for everything as each person and print the medians; returns how many were over their aim."""
    large = Campaign.objects.filter(is_practice=False).order_by("made_at").first()
    assert large is not None
    county = Campaign.objects.filter(is_practice=False, year=2024).order_by("made_at").last() or large
    over = 0
    with served(log) as address:
        for title, username, campaign in (
            ("a township", f"xiang{county.area_code}001", county),
            ("a county", f"zuzhi{county.area_code}", county),
            ("the province, in a large county", f"sheng{PROVINCE}", large),
        ):
            visitor = Visitor(address, username, PASSWORD)
            print(f"{title} ({username}), {campaign}: milliseconds, median of {times} (worst)", flush=True)
            for one in _asked(campaign, visitor):
                over += _timed(visitor, one, times)
        _audit(address, county.area_code, times)
    return over


def _timed(visitor: Visitor, one: Asked, times: int) -> int:
    spent = []
    size = 0
    for _time in range(times):
        path = one.path.replace("{fresh}", f"{random.random():.9f}")
        began = time.perf_counter()
        answer = visitor.get(path, **({"HX-Request": "true"} if one.is_fragment else {}))
        spent.append(1000 * (time.perf_counter() - began))
        if answer.status_code >= 400:
            print(f"  {one.what:44} failed: {answer.status_code}")
            return 1
        size = len(answer.content)
    median = statistics.median(spent)
    is_over = median > 1000 * one.aim
    print(f"  {one.what:44} {median:7.0f} ({max(spent):5.0f})  {size / 1000:6.0f} kB  aim {1000 * one.aim:.0f}"
          f"{'  OVER' if is_over else ''}", flush=True)  # fmt: skip
    return int(is_over)


def _asked(campaign: Campaign, visitor: Visitor) -> list[Asked]:
    own = f"campaign={campaign.pk}"
    patch = Patch.objects.filter(campaign=campaign, fate="active", township_code=f"{campaign.area_code}001").first()
    assert patch is not None
    middle = patch.number[8:]
    township = f"township={campaign.area_code}004"

    def listed(what: str, query: str, aim: float = 1.0) -> Asked:
        return Asked(f"list, {what}", f"/patches/?{own}&{query}", aim)

    pages = [
        Asked("my day", f"/?{own}", 0.5),
        listed("first page", "", 0.5),
        listed("first page by area", "order=area", 0.5), listed("first page by day", "order=due", 0.5),
        *(listed(name, query) for name, query in (
            ("state", "state=visited"), ("finding", "finding=unlawful"), ("issued list", "list=approved"),
            ("origin", "source=patrol"), ("origin that has none", "source=media"), ("township", township),
            ("overdue", "overdue=1"), ("facts missing", "missing=1"), ("rules object", "problems=1"),
            ("mine", "assigned=me"), ("my unit", "assigned=my_unit"), ("nobody's", "assigned=nobody"),
            ("differs from survey", "survey_comparison=inconsistent"), ("area from, to", "area_from=5&area_to=8"),
            ("split into others", "fate=split"), ("number, its middle", f"q={middle}"), ("number, whole",
             f"q={patch.number}"), ("text that is nowhere", "q=没有这样的字"), ("township's name", "q=乙岭"),
            ("village's name", f"q={patch.village[:2]}"),
            ("state, finding, township, overdue", f"state=visited&finding=unlawful&{township}&overdue=1"),
            ("mine, missing, by day", "assigned=me&missing=1&order=due"),
            ("list, text, by area", "list=suspected&q=甲&order=area"), ("rare, by area",
             "finding=split_first&state=accepted&order=area"), ("rare, by day", "finding=temporary_use&order=due"),
            ("nobody's, differs, large", "assigned=nobody&survey_comparison=inconsistent&area_from=20"),
        )),
        Asked("dossier", f"/patches/{patch.uuid}/", 0.3), Asked("dossier, drawer", f"/patches/{patch.uuid}/aside/", 0.3,
              is_fragment=True), Asked("dossier, overlaps", f"/patches/{patch.uuid}/overlaps/", 0.3),
        Asked("dossier, reasons", f"/patches/{patch.uuid}/reasons/", 0.3), Asked("dossier, card",
              f"/patches/{patch.uuid}/card/", 0.3), Asked("dossier, evidence", f"/patches/{patch.uuid}/evidence/", 0.3),
        Asked("dossier, history", f"/patches/{patch.uuid}/history/", 0.3),
        Asked("map", "/map/", 0.5), Asked("map of the campaign", f"/map/?{own}", 0.5),
        Asked("map, its list and legend", "/map/list/", 1.0, is_fragment=True),
        Asked("map, list of a campaign", f"/map/list/?{own}", 1.0, is_fragment=True),
        Asked("map, list of a window", f"/map/list/?box={_window(patch)}", 1.0, is_fragment=True),
        Asked("map, list of a window, filtered", f"/map/list/?box={_window(patch)}&finding=unlawful&q={middle[:4]}",
              1.0, is_fragment=True),
        Asked("search, a number's middle", f"/search/?q={middle}", 1.0),
        Asked("search, a township", "/search/?q=乙岭", 1.0),
        Asked("search, a village", f"/search/?q={patch.village}", 1.0),
        Asked("search, what is nowhere", "/search/?q=没有这样的", 1.0),
        Asked("campaign", f"/settings/campaigns/{campaign.pk}/", 0.5),
    ]  # fmt: skip
    for order in ("number", "area", "due"):
        deep = f"?{own}&order={order}"
        for _page in range(12):
            found = _NEXT.findall(visitor.get(f"/patches/{deep}").text)
            if not found:
                break
            deep = found[-1].replace("&amp;", "&")
        pages.append(Asked(f"list, the 13th page by {order}", f"/patches/{deep}", 0.5))
    return pages + _tiles(patch)


def _window(patch: Patch) -> str:
    west, south, east, north = patch.geometry.extent
    return f"{west - 0.02:.5f},{south - 0.02:.5f},{east + 0.02:.5f},{north + 0.02:.5f}"


def _tiles(patch: Patch) -> list[Asked]:
    """A cold tile is one with a filter that nobody asked for before."""
    west, south, east, north = patch.geometry.extent
    longitude, latitude = (west + east) / 2, (south + north) / 2
    kept = random.Random(os.getpid() + time.time_ns()).random()
    found = []
    for z in (6, 9, 12, 14):
        x = int((longitude + 180) / 360 * (1 << z))
        turned = math.asinh(math.tan(math.radians(latitude))) / math.pi
        y = int((1 - turned) / 2 * (1 << z))
        states = "issued,compared,to_visit,visited,reviewed,settled,rectifying,accepted"
        filter = f"state={states}&list=approved,suspected,unapproved,outside,earlier_approved"
        address = f"/map/patches/{z}/{x}/{y}/?{filter}"
        found += [
            Asked(f"tile of zoom {z}, cold", f"{address},{{fresh}}", 0.2 if z >= 12 else 1.0),
            Asked(f"tile of zoom {z}, kept", f"{address},{kept:.9f}", 0.02),
        ]
    return found


def _audit(address: str, area_code: str, times: int) -> None:
    visitor = Visitor(address, f"shenji{area_code}", PASSWORD)
    print("audit of the county", flush=True)
    for what, query in (("first page", ""), ("one deed", "action=patches.assign"), ("refused", "refused=on")):
        _timed(visitor, Asked(f"audit, {what}", f"/settings/audit/?{query}", 0.5), times)
