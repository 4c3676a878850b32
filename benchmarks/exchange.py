"""``python -m benchmarks.exchange``: how long a county makes its package of results, how long a city takes in twelve.

    python -m benchmarks.exchange --patches 5000 --counties 12

Founds an office of its own (in the database of TUBAN_DATABASE_URL where there is one, which must be empty; else in a
SpatiaLite file), enters a campaign with so many patches, seals them with files of the size that those of a seal have,
lets everybody sign, and makes the package by the product's own work. Then it makes packages of other counties from it,
under codes and keys of their own, and lets the city look at each, take it in and write the receipt. The aims are 30 s
for the one and 5 min for the twelve. No photos.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

_AIM_PACK, _AIM_IMPORT = 30, 300
_MB = 1_000_000
_CODES = [f"9901{number:02}" for number in range(1, 100)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__)
    parser.add_argument("--patches", type=int, default=5_000)
    parser.add_argument("--counties", type=int, default=12)
    parser.add_argument("--record", type=int, default=10_000, help="bytes of a part with its facts and judgement")
    parser.add_argument("--forms", type=int, default=4_000_000, help="bytes of the forms and their workbooks")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tuban-exchange-") as scratch:
        home = Path(scratch) / "home"
        home.mkdir()
        os.environ |= {"TUBAN_HOME": str(home), "TUBAN_PRACTICE": "1"}
        subprocess.run([sys.executable, "-m", "tuban.site.manage", "migrate", "-v0"], check=True)
        from tuban.site.opening import open_office

        open_office(practice=True)
        from django.db import connection

        print(f"{connection.vendor}, {asked.counties} counties of {asked.patches} patches")
        _packed(asked)
        _taken_in(asked, Path(scratch))


def _packed(asked: argparse.Namespace) -> None:
    """Let the county make its package."""
    from tuban.workflow.exchange import actions
    from tuban.workflow.exchange.packing import make

    seal = _sealed(asked)
    county, city = _acting("zuzhi"), _acting("shi")
    for one in (county, city):
        actions.make_keys(by=one)
    peer = _trusted(county, city.post.unit)
    given = {"campaign": seal.campaign.code, "seal": str(seal.pk)}
    package = actions.pack(peer, by=county, brings="submission", given=given, queue=False)
    begun = time.perf_counter()
    make(package, given, county, _untold)
    took = time.perf_counter() - begun
    size = sum(one["size"] for one in package.manifest["pieces"])
    print(f"package of a county: {took:6.1f} s (aim {_AIM_PACK}), {size / _MB:.1f} MB in {len(seal.files) + 1} files")
    print(f"  {_load()}")


def _sealed(asked: argparse.Namespace) -> Any:
    """Return a seal of a campaign with so many patches, signed by everybody of its chain."""
    from django.contrib.gis.geos import MultiPolygon, Polygon
    from django.utils import timezone
    from tests.workflow.submission.going_up import signed

    from tuban.workflow import store
    from tuban.workflow.audit.recording import PRODUCT
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.organisations.practice import found_practice
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.submission import contents
    from tuban.workflow.submission.models import Seal
    from tuban.workflow.submission.signing import put_forward

    found_practice([("990101001", "甲溪镇"), ("990101002", "乙岭镇")])
    county = _acting("zuzhi")
    campaign = Campaign.objects.create(
        code="990101-2024", title="示范县2024年度", year=2024, area_code="990101", area_name="示范县", epsg=4527,
        lawbook_edition="x", is_practice=True,
    )  # fmt: skip
    square = MultiPolygon(Polygon.from_bbox((120.0, 30.0, 120.001, 30.001)), srid=4490)
    Patch.objects.bulk_create(
        Patch(campaign=campaign, number=f"990101SJBG24{number:06}", state="compared", geometry=square, area_m2=1_000,
              area_code="990101", township_code="990101001", issued={}, finding="lawful")
        for number in range(asked.patches)
    )  # fmt: skip
    rows, noise = list(contents.patch_rows(campaign)), random.Random(1)
    files = {
        contents.RECORDS: b"".join(
            contents.canonical({"patch": row["number"], "facts": noise.randbytes(asked.record // 2).hex()}) + b"\n"
            for row in rows
        ),
        contents.PATCHES: contents.as_lines(rows), contents.OBJECTIONS: b"",
        contents.FORMS: contents.canonical({"as_of": "2024-12-31", "forms": {}, "registers": {}}),
        **{f"forms/{name}.xlsx": noise.randbytes(asked.forms // 40) for name in range(40)},
    }  # fmt: skip
    kept = {
        name: {"sha256": store.keep_bytes(content), "suffix": "", "size": len(content)}
        for name, content in files.items()
    }
    content = {
        "campaign": {"code": campaign.code, "title": campaign.title, "year": 2024, "cadence": "year",
                     "area_code": "990101", "area_name": "示范县", "epsg": 4527, "issuer": "", "issued_on": ""},
        "unit": {"code": "990101", "name": county.post.unit.name, "level": "county"}, "lawbook": "x", "own_values": {},
        "layers": {}, "disc": "", "as_of": "2024-12-31",
        "counts": {"patches": len(rows), "parts": len(rows), "findings": {"lawful": len(rows)}, "counted_mu": "0.00",
                   "cultivated_mu": "0.00", "unlawful_mu": "0.00", "explained": 0, "forms": 40},
        "files": {name: {"sha256": one["sha256"], "size": one["size"]} for name, one in kept.items()},
    }  # fmt: skip
    manifest = {
        "format": contents.FORMAT, "version": contents.VERSION, "digest": contents.digest_of(content), "number": 1,
        "sealed_at": timezone.now().isoformat(), "sealed_by": county.person_name, "content": content,
    }  # fmt: skip
    told = contents.canonical(manifest)
    kept[contents.MANIFEST] = {"sha256": store.keep_bytes(told), "suffix": "", "size": len(told)}
    seal = Seal.objects.create(
        campaign=campaign, unit=county.post.unit, number=1, asked_by=county.person, post=county.post, files=kept,
        digest=manifest["digest"], counts=content["counts"], lawbook_edition="x", whole_at=timezone.now(),
    )  # fmt: skip
    put_forward(seal, by=PRODUCT)
    signed(seal, _acting)
    return seal


def _taken_in(asked: argparse.Namespace, scratch: Path) -> None:
    """Let the city take in the packages of so many counties."""
    from tuban.workflow.exchange import actions
    from tuban.workflow.exchange.looking import look
    from tuban.workflow.submission.models import Submission

    city = _acting("shi")
    files = [_of_another(code, scratch, city) for code in _CODES[1 : asked.counties + 1]]
    looked = taken = 0.0
    for file in files:
        begun = time.perf_counter()
        row = look(actions.receive(by=city, name=file.name, file=file, queue=False), file, _untold)
        assert (row.state, row.code) == ("waiting", ""), row.reason
        middle = time.perf_counter()
        actions.take_in(row, by=city, version=row.version)
        looked, taken = looked + middle - begun, taken + time.perf_counter() - middle
    assert Submission.objects.filter(holder=city.post.unit).count() == asked.counties
    print(f"a city takes in {len(files)}: {looked + taken:6.1f} s (aim {_AIM_IMPORT})")
    print(f"  looking {looked:.1f} s, taking in {taken:.1f} s; {_load()}")


def _of_another(code: str, scratch: Path, city: Any) -> Path:
    """Write the package of another county, which the city knows and trusts."""
    from tuban.exchange.digests import piece_of
    from tuban.exchange.keys import Keys
    from tuban.exchange.manifest import Kind, Manifest, Party, Piece, Round
    from tuban.exchange.sealing import seal
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.exchange import actions
    from tuban.workflow.exchange.queries import card_of, keys_row
    from tuban.workflow.organisations.models import Unit
    from tuban.workflow.organisations.roles import Level
    from tuban.workflow.signoff.cells import cells_of, digest_of
    from tuban.workflow.submission import contents
    from tuban.workflow.submission.carried import signatures_of
    from tuban.workflow.submission.models import Seal
    from tuban.workflow.submission.signing import document_of

    Unit.objects.create(code=code, name=f"第{code}县", level=Level.COUNTY, above=city.post.unit, is_practice=True)
    campaign = Campaign.objects.create(
        code=f"{code}-2024", title=f"{code}县2024年度", year=2024, area_code=code, area_name=f"{code}县", epsg=4527,
        lawbook_edition="x", is_practice=True,
    )  # fmt: skip
    own = Seal.objects.get(came={})
    sources = dict(contents.sealed_files(own))
    place = scratch / code
    place.mkdir()
    records = sources[contents.RECORDS].read_bytes().replace(b"990101SJBG", f"{code}SJBG".encode())
    patches = sources[contents.PATCHES].read_bytes().replace(b"990101", code.encode())
    manifest = json.loads(sources[contents.MANIFEST].read_bytes())
    for name, content in ((contents.RECORDS, records), (contents.PATCHES, patches)):
        sources[name] = place / name
        sources[name].write_bytes(content)
        piece = piece_of(name, sources[name])
        manifest["content"]["files"][name] = {"sha256": piece.sha256, "size": piece.size}
    manifest["content"]["campaign"] |= {"code": campaign.code, "area_code": code}
    manifest["content"]["unit"]["code"] = code
    manifest["digest"] = contents.digest_of(manifest["content"])
    signatures = signatures_of(document_of(own))
    cells = [one | {"value": manifest["digest"]} if one["key"] == "digest" else one for one in signatures["cells"]]
    said = digest_of(signatures["form"], *signatures["subject"], cells_of(cells))
    signatures |= {"cells": cells, "signatures": [one | {"digest": said} for one in signatures["signatures"]]}
    for name, told in ((contents.MANIFEST, manifest), ("signatures.json", signatures)):
        sources[name] = place / name
        sources[name].write_bytes(contents.canonical(told))
    keys = Keys.made(code, f"第{code}县", "2026-01-05T08:00:00")
    peer = actions.take_card(by=city, content=keys.card.as_text().encode(), name="名片.json")
    actions.trust(peer, by=city, typed=keys.card.fingerprint)
    card = card_of(keys_row(city.post.unit))
    pieces: list[Piece] = [replace(piece_of(name, source), path=name) for name, source in sources.items()]
    whole = Manifest(
        Kind.SUBMISSION, str(uuid4()), Party(code, keys.card.name, keys.card.fingerprint),
        Party(card.code, card.name, card.fingerprint), Round(campaign.code, campaign.title, code), 1, "",
        "2026-01-05T09:00:00+08:00", "赵组织", tuple(pieces), {"seal": manifest["digest"], "number": 1},
    )  # fmt: skip
    seal(whole, sources, scratch / f"{code}.tbx", keys=keys, recipient=card)
    return scratch / f"{code}.tbx"


def _trusted(by: Any, other: Any) -> Any:
    from tuban.workflow.exchange import actions
    from tuban.workflow.exchange.queries import card_of, keys_row

    card = card_of(keys_row(other))
    text = json.dumps({"format": "tuban.exchange.card/1", **asdict(card)})
    peer = actions.take_card(by=by, content=text.encode(), name="名片.json")
    return actions.trust(peer, by=by, typed=card.fingerprint)


def _acting(username: str) -> Any:
    from django.utils import timezone

    from tuban.workflow.organisations.queries import acting_named

    return acting_named(username, on=timezone.localdate())


def _load() -> str:
    return "load of the machine " + " ".join(f"{one:.1f}" for one in os.getloadavg())


def _untold(_words: str, _done: int, _total: int) -> None:
    """Tell nobody."""


if __name__ == "__main__":
    main()
