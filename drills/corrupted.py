"""Damages what an office keeps and what comes to it, byte by byte, and counts what is noticed:
``python -m drills.corrupted --times 200``.

Damaged by lot are packages for isolated networks, portions of uploads, files of the field, content of the store such as
pictures of patches, and the caches of layers. What comes from outside must be refused and leave nothing behind; what is
kept must be named by the next backup, which keeps the sound copy of an older one; what can be made again must be made
again, and no judgement may differ from one made of sound layers.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from drills.children import run
from drills.kinds import Import, Package, Seal
from drills.office import Office, acting, closed, digest_of, drilled, machine, start_again
from drills.page import Table, command_line


def hurt(content: bytes, lot: random.Random) -> bytes:
    """Return content with one bit turned, or cut off somewhere."""
    place = lot.randrange(len(content))
    if lot.random() < 0.3:
        return content[:place]
    return content[:place] + bytes([content[place] ^ (1 << lot.randrange(8))]) + content[place + 1 :]


def packages(times: int, lot: random.Random) -> tuple[int, list[str]]:
    """Open damaged packages; returns how many were refused, and those that were not or left something."""
    from tuban.exchange.opening import open_package
    from tuban.values.errors import TubanError
    from tuban.workflow import store
    from tuban.workflow.exchange.models import Package as Row
    from tuban.workflow.exchange.queries import SUFFIX, keys_of, trusted_card

    start_again()
    one, city = Row.objects.get(state="ready"), acting("shi").post.unit
    content, keys = store.found(one.checksum, SUFFIX).read_bytes(), keys_of(city)
    assert keys is not None
    refused, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(times):
            path = Path(folder) / "package.tbx"
            path.write_bytes(hurt(content, lot))
            try:
                open_package(path, name="包", keys=keys, trusted=lambda told: trusted_card(city, told),
                             into=Path(folder) / "out")  # fmt: skip
                wrong.append(f"package {number} was opened")
            except TubanError:
                refused += 1
            except Exception as error:  # a traceback is no answer
                wrong.append(f"package {number}: {type(error).__name__}: {error}")
            path.unlink()
            wrong += [f"package {number} left {left.name}" for left in Path(folder).iterdir()]
    return refused, wrong


def portions(times: int, lot: random.Random) -> tuple[int, list[str]]:
    """Send damaged portions of a disc whose digest the sender told."""
    from tuban.values.errors import TubanError
    from tuban.workflow.patches.arrivals import files
    from tuban.workflow.patches.arrivals.actions import Announced, begin_arrival

    content = hashlib.shake_256(b"portion").digest(1 << 16)
    arrival = begin_arrival(by=acting("zuzhi"), name="盘", announced=[Announced("盘.zip", len(content))])
    upload = files.uploads_of(arrival)[0]
    upload.begin()
    refused, wrong = 0, []
    for number in range(times):
        sent = hurt(content, lot)
        try:
            upload.write(
                BytesIO(sent), offset=0, length=len(content), checksum=("sha256", hashlib.sha256(content).digest())
            )
            wrong.append(f"portion {number} was taken")
        except TubanError:
            refused += 1
        if upload.offset:
            wrong.append(f"portion {number} left {upload.offset} bytes")
    upload.write(BytesIO(content), offset=0, length=len(content))
    if not upload.is_whole:
        wrong.append("the sound portion was not taken afterwards")
    return refused, wrong


def store_and_backup(kept: Path, times: int, lot: random.Random) -> tuple[int, list[str]]:
    """Damage content of the store; the next backup must name it and still hold the sound copy."""
    from django.conf import settings

    from tuban.workflow.backup.copying import contents_of
    from tuban.workflow.backup.making import make
    from tuban.workflow.backup.proving import prove

    start_again()
    make(kept, with_layers=True)
    contents = [one for one in contents_of(settings.HOME.store) if one.size]
    named, wrong = 0, []
    for _each in range(times):
        one = lot.choice(contents)
        path = settings.HOME.store / one.name
        sound = path.read_bytes()
        path.write_bytes(hurt(sound, lot))
        (kept / "store" / one.name).unlink()  # without an older copy it has to be named
        made = make(kept, keep=1, with_layers=True)
        named += one.name in made.manifest.lost
        if one.name not in made.manifest.lost:
            wrong.append(f"{one.name} was not named")
        (kept / "store" / one.name).write_bytes(sound)
        made = make(kept, keep=1, with_layers=True)  # with one it is kept
        if made.manifest.lost or not prove(kept).holds or (kept / "store" / one.name).read_bytes() != sound:
            wrong.append(f"the sound copy of {one.name} was not kept")
        path.write_bytes(sound)
    return named, wrong


def judged_anew() -> Any:
    """Compare and judge the campaign anew from what the store keeps, with the caches as they are; returns a digest of
    all that is said of its parts."""
    from django.conf import settings

    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.comparison.loading import prepared_anew

    campaign = Campaign.objects.get()
    prepared = prepared_anew(campaign, campaign.opened_checksum, work=settings.HOME.work / "again")
    assert prepared.parts
    return digest_of((one.issued.key, one.content.digest) for one in prepared.parts)


def caches(office: Office, times: int, lot: random.Random) -> tuple[int, list[str]]:
    """Damage a file of the caches and load anew: the judgements are the same, or a sentence says what is wrong."""
    from tuban.values.errors import TubanError

    office.lay_out("import")
    run(start_again)
    office.keep("loaded")
    wanted, good, wrong = run(judged_anew), 0, []
    for number in range(times):
        office.lay_out("loaded")
        files = [one for one in sorted((office.home / "caches").rglob("*")) if one.is_file() and one.stat().st_size]
        path = lot.choice(files)
        path.write_bytes(hurt(path.read_bytes(), lot))

        def again() -> tuple[bool, str]:
            try:
                found = judged_anew()
            except TubanError as error:
                return True, f"named: {error.code}"
            except Exception as error:  # a traceback is no answer
                return False, f"{type(error).__name__}: {error}"
            return found == wanted, "judged otherwise"

        is_good, words = run(again)
        good += is_good
        if not is_good:
            wrong.append(f"cache {number} {path.relative_to(office.home)}: {words}")
    return good, wrong


def main() -> int:
    """Drill, and print the counts."""
    asked = command_line(__doc__, times=200, counts="damages from outside; a tenth of what is kept").parse_args()
    begun, wrong = time.monotonic(), []
    with drilled() as office:
        for kind in (Import(), Seal(), Package()):
            kind.prepare(office)
        print(f"Corrupted, seed {asked.seed}, on {machine()}")
        columns = ("damaged", "times", "refused, named or made again", "not")
        table = Table("corrupted", columns, seed=asked.seed, on_page=asked.page)
        few = max(1, asked.times // 10)
        lot, kept = random.Random(asked.seed), office.kept
        for name, after, times, look in (
            ("package", "package", asked.times, lambda times: run(lambda: packages(times, lot))),
            ("portion of an upload", "founded", asked.times, lambda times: run(lambda: portions(times, lot))),
            ("content of the store", "package", few, lambda times: run(lambda: store_and_backup(kept, times, lot))),
            ("cache of a layer", "import", few, lambda times: caches(office, times, lot)),
        ):  # fmt: skip
            office.lay_out(after)
            good, found = look(times)
            table.add(name, times, good, len(found))
            wrong += found
    return closed(begun, wrong)


if __name__ == "__main__":
    sys.exit(main())
