"""Checks the proof package of a patch (举证包) where there is no office: one file, the standard library, Python 3.9 or
later, no network. The same file lies in every package as 核验.py and may be published; ``tuban evidence verify`` uses
it too.

    python 核验.py 举证包-….zip --fingerprint "01234 56789 …"

Exit codes: 0 everything is as it was signed · 1 something was changed, is missing or was added · 2 it cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

FORMAT, VERSION = "tuban.proof", 1
MANIFEST, SIGNATURE, RECORD, AUDIT, EVIDENCE = "proof.json", "proof.sig", "record.json", "audit.jsonl", "evidence.json"
SIGNED = b"tuban.proof manifest\n"
"""Stands before the manifest where it is signed: a signature over anything else never fits."""
_CARD, _SIGNED_CARD = "tuban.exchange.card/1", b"tuban.exchange card\n"
_MOST_FILES, _MOST_SMALL, _PORTION = 20_000, 256 << 20, 1 << 20

WORDS = {
    "manifest_unread": (
        "清单读不出来，或不是举证包的清单。",
        "The manifest cannot be read, or is none of a proof package.",
    ),
    "card_altered": (
        "签发单位的名片被改动，或与其签名不符。",
        "The card of the unit was altered: its own signature does not fit.",
    ),
    "signature_exchanged": (
        "签名被调换：签名的不是清单所写的单位。",
        "The signature was exchanged: another unit signed.",
    ),
    "signature_unfit": (
        "签名与清单不符：清单在签名之后被改动，或签名被调换。",
        "The signature does not fit: the manifest was changed after it was signed, or the signature was exchanged.",
    ),
    "other_unit": (
        "签名的不是您核对指纹的那个单位。",
        "It was signed by another unit than the one whose fingerprint you gave.",
    ),
    "file_absent": ("清单写有此文件，但包内没有。", "The manifest names this file, but it is not here."),
    "file_altered": (
        "内容与清单不符：文件被改动。",
        "Its content is not the one that was signed: the file was changed.",
    ),
    "file_added": ("清单没有此文件：是后来添加的。", "The manifest does not name this file: it was added later."),
    "name_twice": ("包内有两个同名文件。", "Two files of the package bear this name."),
    "line_altered": (
        "这条操作记录被改动：与其摘要不符。",
        "This line of the audit was changed: it does not fit its digest.",
    ),
    "line_removed": ("这条操作记录被删去。", "This line of the audit was removed."),
    "line_added": ("这条操作记录是后来添加的。", "This line of the audit was added later."),
    "line_breaks": ("这条操作记录与上一条不相接。", "This line of the audit does not follow the one before it."),
    "paper_altered": (
        "签字文书的内容与其摘要不符。",
        "What the document says does not fit the digest that was signed.",
    ),
    "paper_exchanged": ("签字被调换：签的不是这份文书。", "The signature was exchanged: it is over something else."),
    "entry_altered": ("外业设备的记录与其签名不符。", "The entry of the field device does not fit its signature."),
}
"""What is said of a fault, in Chinese and in English."""


class Fault(NamedTuple):
    """Something that is not as it was signed: what it concerns, and which fault of :data:`WORDS` it is."""

    name: str
    code: str

    def says(self, *, in_chinese: bool = True) -> str:
        """Return it as a sentence."""
        return WORDS[self.code][0 if in_chinese else 1]


class Checked(NamedTuple):
    """What came of a check. ``signer`` is the name, code and fingerprint of the unit whose key signed; ``counts`` say
    how much was looked at (files, lines, papers, entries)."""

    faults: list[Fault]
    manifest: dict[str, Any]
    signer: dict[str, str]
    counts: dict[str, int]


class Unreadable(Exception):
    """It is no proof package."""


class _Pack:
    """The files of a package: a zip, or the folder into which it was unpacked."""

    def __init__(self, path: Path) -> None:
        self._zip = None if path.is_dir() else zipfile.ZipFile(path)
        self._folder = path
        if self._zip is not None:
            names = [one.filename for one in self._zip.infolist() if not one.is_dir()]
        else:
            names = [one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file()]
        if len(names) > _MOST_FILES:
            raise Unreadable("too many files")
        self.names, self.twice = set(names), sorted(one for one, times in Counter(names).items() if times > 1)

    def _open(self, name: str) -> Any:
        return self._zip.open(name) if self._zip is not None else (self._folder / name).open("rb")

    def digests(self, name: str) -> tuple[str, int, str]:
        """Return the SHA-256 of a file, its size, and its SM3 where this Python has it; an empty one where it cannot be
        read."""
        digest, size, sm3 = hashlib.sha256(), 0, _sm3()
        try:
            with self._open(name) as file:
                for portion in iter(lambda: file.read(_PORTION), b""):
                    digest.update(portion)
                    size += len(portion)
                    if sm3 is not None:
                        sm3.update(portion)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
            return "", -1, ""
        return digest.hexdigest(), size, sm3.hexdigest() if sm3 is not None else ""

    def small(self, name: str) -> bytes:
        """Return a file that is read whole; nothing where it cannot be."""
        try:
            with self._open(name) as file:
                return bytes(file.read(_MOST_SMALL))
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, KeyError):
            return b""


def check(path: Path, fingerprint: str = "") -> Checked:
    """Check a package; ``fingerprint`` is that of the unit as it was told by telephone. Raises Unreadable."""
    try:
        pack = _Pack(path)
    except (OSError, zipfile.BadZipFile, RuntimeError) as error:
        raise Unreadable(str(error)) from error
    content = pack.small(MANIFEST)
    told = _object(content)
    if told.get("format") != FORMAT or told.get("version") != VERSION:
        raise Unreadable(WORDS["manifest_unread"][1])
    card = _dict(told.get("unit"))
    signer = {"name": str(card.get("name", "")), "code": str(card.get("code", "")), "fingerprint": fingerprint_of(card)}
    faults = [*_of_signature(pack, content, card, signer["fingerprint"], fingerprint), *_of_files(pack, told)]
    lines, of_lines = _of_lines(pack, told)
    papers, of_papers = _of_papers(pack)
    entries, of_entries = _of_entries(pack)
    counts = {"files": len(_list(told.get("files"))), "lines": lines, "papers": papers, "entries": entries}
    return Checked([*faults, *of_lines, *of_papers, *of_entries], told, signer, counts)


def fingerprint_of(card: dict[str, Any]) -> str:
    """Return the forty digits by which people compare the keys of a unit by telephone."""
    told = "\n".join((_CARD, str(card.get("code")), str(card.get("signing")), str(card.get("recipient"))))
    digits = f"{int.from_bytes(hashlib.sha256(told.encode('utf-8', 'replace')).digest(), 'big') % 10**40:040}"
    return " ".join(digits[at : at + 5] for at in range(0, 40, 5))


def _of_signature(pack: _Pack, content: bytes, card: dict[str, Any], own: str, wanted: str) -> list[Fault]:
    faults = []
    bare = {name: value for name, value in card.items() if name != "signature"}
    signed_card = _SIGNED_CARD + json.dumps(bare, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    key = str(card.get("signing", ""))
    if not ed25519_fits(key, str(card.get("signature", "")), signed_card):
        faults.append(Fault(MANIFEST, "card_altered"))
    told = _object(pack.small(SIGNATURE))
    if told.get("fingerprint") != own:
        faults.append(Fault(SIGNATURE, "signature_exchanged"))
    elif not ed25519_fits(key, str(told.get("signature", "")), SIGNED + content):
        faults.append(Fault(SIGNATURE, "signature_unfit"))
    if wanted and _digits(wanted) != _digits(own):
        faults.append(Fault(SIGNATURE, "other_unit"))
    return faults


def _of_files(pack: _Pack, told: dict[str, Any]) -> list[Fault]:
    faults = [Fault(name, "name_twice") for name in pack.twice]
    known = {MANIFEST, SIGNATURE}
    for one in map(_dict, _list(told.get("files"))):
        name = str(one.get("path"))
        known.add(name)
        if name not in pack.names:
            faults.append(Fault(name, "file_absent"))
        else:
            sha256, size, sm3 = pack.digests(name)
            if (sha256, size) != (one.get("sha256"), one.get("bytes")) or (sm3 and one.get("sm3", sm3) != sm3):
                faults.append(Fault(name, "file_altered"))
    return faults + [Fault(name, "file_added") for name in sorted(pack.names - known)]


def _of_lines(pack: _Pack, told: dict[str, Any]) -> tuple[int, list[Fault]]:
    """Hold the extract of the audit against the numbers and digests that were signed, and every line against its own
    digest; two lines of neighbouring numbers must follow one another."""
    rows = [_object(one) for one in pack.small(AUDIT).splitlines()]
    there = {_number(one.get("values")): one for one in rows}
    signed = {_number(one): _dict(one).get("digest") for one in _list(told.get("audit"))}
    faults = []
    for number, digest in signed.items():
        row, name = there.get(number), f"{AUDIT} {number}"
        if row is None:
            faults.append(Fault(name, "line_removed"))
        elif digest_of(row.get("values")) != row.get("digest") or row.get("digest") != digest:
            faults.append(Fault(name, "line_altered"))
        elif number - 1 in there and _dict(row["values"]).get("previous") != there[number - 1].get("digest"):
            faults.append(Fault(name, "line_breaks"))
    faults += [Fault(f"{AUDIT} {number}", "line_added") for number in there if number not in signed]
    return len(rows), faults


def _of_papers(pack: _Pack) -> tuple[int, list[Fault]]:
    """Hold every document that was signed against its digest, and every signature against the documents."""
    faults, count = [], 0
    for paper in map(_dict, _list(_object(pack.small(RECORD)).get("documents"))):
        digests = set()
        for said in map(_dict, _list(paper.get("snapshots"))):
            cells = [[_dict(one).get(name) for name in ("key", "section", "title", "value")]
                     for one in _list(said.get("cells"))]  # fmt: skip
            digest = digest_of({"form": paper.get("form"), "subject": paper.get("subject"), "cells": cells})
            digests.add(digest)
            if digest != said.get("digest"):
                faults.append(Fault(f"{paper.get('title')} {said.get('number')}", "paper_altered"))
        for one in map(_dict, _list(paper.get("signatures"))):
            count += 1
            if one.get("digest") not in digests:
                faults.append(Fault(f"{paper.get('title')} {one.get('step')} {one.get('person')}", "paper_exchanged"))
    return count, faults


def _of_entries(pack: _Pack) -> tuple[int, list[Fault]]:
    """Hold every entry that a field device signed against its key."""
    faults, count = [], 0
    for device in map(_dict, _list(_object(pack.small(EVIDENCE)).get("devices"))):
        for one in map(_dict, _list(device.get("entries"))):
            count += 1
            text = str(one.get("text", "")).encode("utf-8", "surrogatepass")
            fits = p256_fits(_dict(device.get("public_key")), str(one.get("signature", "")), text)
            if not fits or hashlib.sha256(text).hexdigest() != one.get("hash"):
                faults.append(Fault(f"{device.get('name') or device.get('id')} {_object(text).get('seq')}",
                                    "entry_altered"))  # fmt: skip
    return count, faults


def _sm3() -> Any:
    """Return an SM3 (GB/T 32905) that is being computed; None where the OpenSSL of this Python has none."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return None


def digest_of(said: Any) -> str:
    """Return the SHA-256 over something as JSON with sorted names and no spaces."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _object(content: bytes) -> dict[str, Any]:
    try:
        return _dict(json.loads(content))
    except (ValueError, RecursionError):
        return {}


def _dict(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _number(told: Any) -> int:
    number = _dict(told).get("number")
    return number if isinstance(number, int) else -1


def _list(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _digits(text: str) -> str:
    return "".join(one for one in text if one in "0123456789")


# Ed25519 (RFC 8032), to verify only: nothing here is secret. Points are (x, y) with x·x·d·y·y = y·y − x·x − 1.

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _x_of(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (not x and sign):
        raise ValueError("no point")
    return _P - x if x & 1 != sign else x


_Wide = tuple[int, int, int, int]


def _wide(x: int, y: int) -> _Wide:
    return x, y, 1, x * y % _P


def _added(one: _Wide, other: _Wide) -> _Wide:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: _Wide) -> _Wide:
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _added(total, point)
        point, number = _added(point, point), number >> 1
    return total


def _point(packed: bytes) -> _Wide:
    number = int.from_bytes(packed, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if y >= _P:
        raise ValueError("no point")
    return _wide(_x_of(y, sign), y)


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P


def ed25519_fits(key: str, signature: str, content: bytes) -> bool:
    """Whether a signature in base 64 over content was made by the private half of a key in base 64."""
    try:
        public, both = base64.b64decode(key, validate=True), base64.b64decode(signature, validate=True)
        if len(public) != 32 or len(both) != 64:
            return False
        number = int.from_bytes(both[32:], "little")
        owner, given = _point(public), _point(both[:32])
    except ValueError:
        return False
    if number >= _L:
        return False
    mixed = int.from_bytes(hashlib.sha512(both[:32] + public + content).digest(), "little") % _L
    left = _times(number, _wide(_x_of(_BASE_Y, 0), _BASE_Y))
    right = _added(given, _times(mixed, owner))
    return not ((left[0] * right[2] - right[0] * left[2]) % _P or (left[1] * right[2] - right[1] * left[2]) % _P)


# ECDSA on P-256 over SHA-256, to verify only: the signatures of the phones of the field.

_Q = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_Plane = tuple[int, int]


def _sum(one: _Plane | None, other: _Plane | None) -> _Plane | None:
    if one is None or other is None:
        return other if one is None else one
    if one[0] == other[0]:
        if (one[1] + other[1]) % _Q == 0:
            return None
        slope = (3 * one[0] * one[0] - 3) * pow(2 * one[1], _Q - 2, _Q) % _Q
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], _Q - 2, _Q) % _Q
    x = (slope * slope - one[0] - other[0]) % _Q
    return x, (slope * (one[0] - x) - one[1]) % _Q


def _multiple(number: int, point: _Plane) -> _Plane | None:
    total, current = None, point  # type: _Plane | None, _Plane | None
    while number:
        if number & 1:
            total = _sum(total, current)
        current, number = _sum(current, current), number >> 1
    return total


def p256_fits(key: dict[str, Any], signature: str, content: bytes) -> bool:
    """Whether a signature (base 64 of r‖s) over content was made by the private half of a key (x and y of a JWK)."""
    try:
        x, y = (int.from_bytes(_urlsafe(str(key.get(name, ""))), "big") for name in ("x", "y"))
        both = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    if len(both) != 64 or not (x < _Q and y < _Q) or (y * y - x * x * x + 3 * x - _B) % _Q:
        return False
    r, s = int.from_bytes(both[:32], "big"), int.from_bytes(both[32:], "big")
    if not (0 < r < _N and 0 < s < _N):
        return False
    inverse = pow(s, _N - 2, _N)
    told = int.from_bytes(hashlib.sha256(content).digest(), "big")
    found = _sum(_multiple(told * inverse % _N, _G), _multiple(r * inverse % _N, (x, y)))
    return found is not None and found[0] % _N == r


def _urlsafe(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def main(given: list[str] | None = None) -> int:
    """Check what the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(description="核验举证包 · checks a proof package")
    parser.add_argument(
        "package", nargs="?", default=str(Path(__file__).resolve().parent), help="举证包或解包后的文件夹"
    )
    parser.add_argument("--fingerprint", default="", help="电话核对过的单位指纹 (40 位数字)")
    parser.add_argument("--english", action="store_true", help="in English")
    asked = parser.parse_args(given)
    zh = not asked.english
    try:
        found = check(Path(asked.package), asked.fingerprint)
    except Unreadable as error:
        print(("读不出来：" if zh else "Cannot be read: ") + str(error), file=sys.stderr)
        return 2
    patch, counts, signer = _dict(found.manifest.get("patch")), found.counts, found.signer
    if zh:
        print(f"图斑 {patch.get('number')}，{found.manifest.get('made_at')} 制作")
        print(f"签发单位 {signer['name']}（{signer['code']}），密钥指纹 {signer['fingerprint']}")
        print("已核对：文件 {files} 个，操作记录 {lines} 条，签字 {papers} 个，设备记录 {entries} 条".format(**counts))
    else:
        print(f"Patch {patch.get('number')}, made at {found.manifest.get('made_at')}")
        print(f"Signed by {signer['name']} ({signer['code']}), fingerprint {signer['fingerprint']}")
        print("Checked: {files} files, {lines} audit lines, {papers} signatures, {entries} entries".format(**counts))
    if any("sm3" in _dict(one) for one in _list(found.manifest.get("files"))):
        has_it = _sm3() is not None
        if zh:
            print("国密 SM3：已逐个文件核对" if has_it else "! 国密 SM3：本机 Python 没有，只核对了 SHA-256")
        else:
            print("SM3: every file was checked" if has_it else "! SM3: this Python has none; only SHA-256 was checked")
    for fault in found.faults:
        print(f"✗ {fault.name}: {fault.says(in_chinese=zh)}")
    if not asked.fingerprint:
        print(
            "! 未核对指纹：请打电话向签发单位核对上述指纹，否则只能证明包内自洽。"
            if zh
            else "! No fingerprint was compared: ask the unit by telephone, else only the package vouches for itself."
        )
    if not found.faults:
        print("✓ 全部与签名时一致。" if zh else "✓ Everything is as it was signed.")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
