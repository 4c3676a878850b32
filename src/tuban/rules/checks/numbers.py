"""Numbers, codes and required fields of an issued patch (R01–R03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tuban.rules.checks.registry import (
    Breach,
    CampaignAsking,
    PartAsking,
    campaign_rule,
    is_filled,
    part_key,
    part_rule,
)
from tuban.values.area import ZERO
from tuban.values.codes import NotARegionCode, PatchNumber, RegionCode
from tuban.values.dates import PartialDate


@part_rule("R01")
def number_is_well_formed(ask: PartAsking) -> Iterator[Breach]:
    """The patch number has one of the official forms."""
    number = ask.facts["patch_number"]
    if not is_filled(number):
        yield from ask.unknown("patch_number")
    elif not PatchNumber(str(number)).well_formed:
        yield Breach("malformed", {"number": number})


@campaign_rule("R01")
def number_is_unique(ask: CampaignAsking) -> Iterator[Breach]:
    """No two parts of the campaign carry the same patch and part number."""
    counts = Counter(part_key(facts) for facts in ask.parts())
    told: set[tuple[str, str]] = set()
    for facts in ask.parts():
        key = part_key(facts)
        if key[0] and counts[key] > 1 and key not in told:
            told.add(key)
            yield Breach("repeated", {"number": "-".join(filter(None, key)), "times": counts[key]}, part=facts)


@part_rule("R02")
def county_code_is_consistent(ask: PartAsking) -> Iterator[Breach]:
    """The county code exists and agrees with the patch number, the township and the place."""
    located, stated = ask.facts["county_code"], ask.facts["stated_county_code"]
    if not is_filled(located) and not is_filled(stated):
        yield from ask.unknown("county_code")
    for name in ("county_code", "stated_county_code"):
        code = ask.facts[name]
        if is_filled(code) and not _is_county(ask, str(code)):
            yield Breach("no_such_county", {"what": ask.title(name), "code": code}, (name,))
    county_of_number = PatchNumber(str(ask.facts["patch_number"])).county
    if county_of_number and is_filled(stated) and county_of_number != stated:
        about = {"in_number": county_of_number, "stated": stated}
        yield Breach("number_disagrees", about, ("patch_number", "stated_county_code"))
    if is_filled(stated) and is_filled(located) and stated != located:
        yield Breach("place_disagrees", {"stated": stated, "located": located}, ("stated_county_code", "county_code"))
    township = ask.facts["township_code"]
    if is_filled(township) and is_filled(located) and not str(township).startswith(str(located)):
        yield Breach("township_disagrees", {"township": township, "located": located}, ("township_code", "county_code"))
    yield from _across_boundaries(ask)


def _across_boundaries(ask: PartAsking) -> Iterator[Breach]:
    """Say how much of the part lies across a county or township boundary, or in no division at all."""
    county, township = ask.area("other_county_area") or ZERO, ask.area("other_township_area") or ZERO
    here = ask.area("geometry_area")
    for area, name, case in (
        (county, "other_county_area", "crosses_county"),
        # What lies in another county lies in another township too; that is said once.
        (township - county, "other_township_area", "crosses_township"),
        (ask.area("outside_area") or ZERO, "outside_area", "outside"),
    ):
        if area > ask.tolerance:
            inside = "—" if here is None else here - area
            yield Breach(case, {"area": area, "inside": inside}, (name, "geometry_area"))


def _is_county(ask: PartAsking, text: str) -> bool:
    try:
        code = RegionCode(text)
    except NotARegionCode:
        return False
    listed = text[:2] in ask.rulebook.codelist("province")
    return code.level == "county" and listed and text[2:4] != "00" and text[4:] != "00"


@part_rule("R03")
def required_fields_are_filled(ask: PartAsking) -> Iterator[Breach]:
    """The required fields are filled, every listed value is in its list, and the images are in order."""
    required = ask.rule.data["outside" if ask.facts["patch_list"] == "outside" else "issued"]
    yield from ask.unknown(*ask.empty(*required))
    yield from _strange_words(ask)
    before, after = ask.facts["image_before"], ask.facts["image_after"]
    if isinstance(before, PartialDate) and isinstance(after, PartialDate) and before.before(after) is False:
        yield Breach("images_reversed", {"before": before, "after": after}, ("image_before", "image_after"))
    monitored = ask.area("monitored_area")
    if monitored is not None and monitored <= ZERO:
        yield Breach("no_area", {"area": monitored}, ("monitored_area",))


def _strange_words(ask: PartAsking) -> Iterator[Breach]:
    for name in ask.facts:
        kind = ask.rulebook.vocabulary.facts.get(name)
        value = ask.facts[name]
        if kind is None or kind.codelist is None or not is_filled(value):
            continue
        words = ask.rulebook.codelist(kind.codelist)
        given = [value] if isinstance(value, str) else list(value)
        for strange in (word for word in given if word not in words):
            yield Breach("not_in_list", {"what": kind.title, "value": strange}, (name,))
