"""Readers of foreign bytes under coverage-guided fuzzing: whatever comes in, they answer or refuse in a sentence.

    python -m drills.fuzz --seconds 120 [--only points kml …] [--keep build/fuzz]

Each reader gets bytes that Atheris (libFuzzer) grows out of sound ones, along the paths they open in our code, for as
many seconds. An answer is good, and so is a refusal of ours; any other error, and more than ten seconds for one input,
is a finding: its input is kept, and the drill ends with 1. Needs `pip install atheris` (Linux, x86-64).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
_LONGEST, _LARGEST = 10, 4096
_POINTS = """[属性描述]
格式版本号=1.01版本
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.01
[地块坐标]
5,0.0100,1,甲地块,面,,工业用地,@
J1,1,3350000.00,40500000.00
J2,1,3350000.00,40500010.00
J3,1,3350010.00,40500010.00
J4,1,3350010.00,40500000.00
J1,1,3350000.00,40500000.00
"""
_KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<name>甲</name><Placemark><name>图斑</name><ExtendedData><Data name="JCBH"><value>1</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>120.1,30.2,0 120.2,30.2,0 120.2,30.3,0 120.1,30.2,0
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"""
_GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="30.2" lon="120.1">
<name>甲</name><ele>4.5</ele><time>2026-11-20T08:00:00Z</time></wpt><trk><trkseg><trkpt lat="30.2" lon="120.1"/>
<trkpt lat="30.3" lon="120.2"/></trkseg></trk></gpx>"""
_OVITAL = """{"Type":1,"ObjItems":[{"Type":7,"Object":{"Name":"甲","ObjectDetail":{"Lat":30.2,"Lng":120.1}}}]}"""
_CSV = "图斑编号,核查结果,用地时间\n990101SJBG24000001,新增建设用地,2024-03\n990101SJBG24000002,,\n"
_DISC = """{"format":"tuban-disc","format_version":1,"campaign":{"year":2024},"area":{"code":"990101","name":"示范县"},
"crs":"EPSG:4528","files":[{"path":"a.csv","role":"field_results","encoding":"UTF-8","count":2,"sha256":""}]}"""
_LAW = """edition: "1"
items:
  - id: a
    title: 甲
    cites: ["law.1"]
    from: 2020-01-01
    value: 0.15
"""

_Reader = Callable[[Path], object]


def main() -> None:
    """Fuzz the readers one after another and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m drills.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--only", nargs="*", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--keep", type=Path, default=ROOT / "build/fuzz")
    parser.add_argument("--one", choices=list(TARGETS), help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    try:
        importlib.import_module("atheris")
    except ImportError:
        raise SystemExit("Atheris is not installed here: `pip install atheris` (Linux, x86-64)") from None
    if asked.one:
        _be_fuzzed(asked.one, asked.rest)
        return
    found = sum([_fuzzed(name, asked.seconds, asked.keep) for name in asked.only])
    sys.exit(1 if found else 0)


def _fuzzed(name: str, seconds: int, keep: Path) -> int:
    """Fuzz one reader in a process of its own; returns 1 where it found something."""
    keep = keep / name
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(TARGETS[name][1]):
            (Path(corpus) / f"seed-{number}").write_bytes(seed.encode())
        done = subprocess.run(
            [sys.executable, "-m", "drills.fuzz", "--one", name, "--", corpus, f"-max_total_time={seconds}",
             f"-max_len={_LARGEST}", f"-timeout={_LONGEST}", f"-artifact_prefix={keep}/", "-print_final_stats=1",
             "-verbosity=1", "-seed=20261127"],
            cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        grown = len(list(Path(corpus).iterdir()))
    tried = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    print(f"| {name} | {int(tried[1]) if tried else 0:,} | {grown} | {'none' if done.returncode == 0 else 'one'} |",
          flush=True)  # fmt: skip
    if done.returncode:
        print("\n".join(done.stderr.splitlines()[-30:]))
    return int(done.returncode != 0)


def _be_fuzzed(name: str, arguments: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(
        include=["tuban.kernel.formats", "tuban.inspect.disc", "tuban.exchange", "tuban.rules"]
    ):
        reader = TARGETS[name][0]()
    from tuban.kernel.formats.nursery import Refusal
    from tuban.values.errors import TubanError

    scratch = Path(tempfile.mkdtemp(prefix="tuban-fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
    path = scratch / TARGETS[name][2]

    def try_one(content: bytes) -> None:
        path.write_bytes(content)
        with contextlib.suppress(Refusal, TubanError):
            reader(path)

    atheris.Setup([sys.argv[0], *arguments], try_one)
    atheris.Fuzz()


def _points() -> _Reader:
    from tuban.kernel.formats import boundary_points

    return boundary_points.read


def _kml() -> _Reader:
    from tuban.kernel.formats import kml

    return lambda path: kml.read(path, "kml")


def _gpx() -> _Reader:
    from tuban.kernel.formats import gpx

    return gpx.read


def _ovital() -> _Reader:
    from tuban.kernel.formats import ovital

    return ovital.read


def _table() -> _Reader:
    from tuban.kernel.formats import encodings, tables

    def read(path: Path) -> object:
        found = encodings.of_file(path)
        if found is None:
            return None
        table = tables.read_csv(path, found.encoding, lambda name: name in ("图斑编号", "核查结果"))
        return list(table.rows)

    return read


def _disc() -> _Reader:
    from tuban.inspect.disc.manifest import read_manifest

    return lambda path: read_manifest(path.parent)


def _package() -> _Reader:
    from tuban.exchange.manifest import read_manifest

    return lambda path: read_manifest(path.read_bytes())


def _law() -> _Reader:
    from tuban.rules import strict_yaml

    return strict_yaml.read


TARGETS: dict[str, tuple[Callable[[], _Reader], tuple[str, ...], str]] = {
    "points": (_points, (_POINTS,), "points.txt"), "kml": (_kml, (_KML,), "a.kml"), "gpx": (_gpx, (_GPX,), "a.gpx"),
    "ovital": (_ovital, (_OVITAL,), "a.ovjsn"), "table": (_table, (_CSV,), "a.csv"),
    "disc": (_disc, (_DISC,), "manifest.json"), "package": (_package, ("{}", _DISC), "manifest.json"),
    "law": (_law, (_LAW,), "law.yaml"),
}  # fmt: skip
"""Each reader by name: how it is loaded, sound bytes to grow from, the name of the file it reads."""


if __name__ == "__main__":
    main()
