"""Packages of files from a county to its city: what is let in, and what is refused with which sentence."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuban.exchange import refusals
from tuban.exchange.digests import piece_of
from tuban.exchange.framing import END, FOLDER, MANIFEST, SIGNATURE, framed
from tuban.exchange.keys import Keys, is_fingerprint_of, read_card
from tuban.exchange.manifest import Kind, Limits, Manifest, Party, Piece, Round, read_manifest
from tuban.exchange.opening import open_package
from tuban.exchange.order import is_known
from tuban.exchange.refusals import CardUnsound, KeysUnsound, Refusal
from tuban.exchange.sealing import FileChangedMeanwhile, seal, signature_over
from tuban.values.errors import TubanError

COUNTY = Keys.made("990101", "示范县自然资源局", "2026-01-05T08:00:00")
CITY = Keys.made("9901", "示例市自然资源和规划局", "2026-01-05T08:00:00")
OTHER = Keys.made("990102", "邻县自然资源局", "2026-01-05T08:00:00")
TRUSTED = {COUNTY.card.fingerprint: COUNTY.card, OTHER.card.fingerprint: OTHER.card}
FILES = {"forms/汇总表.json": b'{"rows": 3}', "patches.json": b"x" * 200_000, "empty": b""}


def party(keys: Keys) -> Party:
    return Party(keys.card.code, keys.card.name, keys.card.fingerprint)


def manifest_of(pieces: list[Piece], **told) -> Manifest:
    given = {
        "kind": Kind.SUBMISSION, "key": "k-1", "sender": party(COUNTY), "recipient": party(CITY),
        "campaign": Round("SFX2024", "示范县2024年度", "990101"), "sequence": 1, "previous": "",
        "made_at": "2026-01-05T09:00:00+08:00", "made_by": "赵组织", "pieces": tuple(pieces),
    }  # fmt: skip
    return Manifest(**(given | told))


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sources")
    found = {}
    for number, (path, content) in enumerate(FILES.items()):
        found[path] = folder / str(number)
        found[path].write_bytes(content)
    return found


@pytest.fixture(scope="module")
def manifest(sources) -> Manifest:
    return manifest_of([piece_of(path, source) for path, source in sources.items()])


@pytest.fixture(scope="module")
def package(sources, manifest, tmp_path_factory) -> bytes:
    place = tmp_path_factory.mktemp("package") / "a.tbx"
    seal(manifest, sources, place, keys=COUNTY, recipient=CITY.card)
    return place.read_bytes()


def opened(content: bytes, folder: Path, *, keys: Keys = CITY, **options):
    place = folder / "in.tbx"
    place.write_bytes(content)
    into = folder / "out"
    try:
        return open_package(place, name="in.tbx", keys=keys, trusted=TRUSTED.get, into=into, **options)
    except TubanError:
        assert [one.name for one in folder.iterdir()] == ["in.tbx"], "a refused package leaves nothing behind"
        raise


def locked(plain: bytes) -> bytes:
    """What anybody can do who has the card of the city: lock something for it."""
    return pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(CITY.card.recipient)])


def plain_of(package: bytes) -> bytes:
    return pyrage.decrypt(package, [pyrage.x25519.Identity.from_str(CITY.identity)])


def test_what_was_sent_arrives_byte_for_byte_and_as_an_ordinary_tar(package, manifest, tmp_path):
    told = []
    found = opened(package, tmp_path, tell=lambda done, total: told.append((done, total)))
    assert found.manifest == manifest
    assert {path: (found.folder / path).read_bytes() for path in FILES} == FILES
    assert told[-1][0] <= told[-1][1]
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(plain_of(package))) as archive:
        assert archive.getnames() == [MANIFEST, SIGNATURE, *(FOLDER + path for path in FILES)]


@pytest.mark.parametrize("kept", [0, 10, 150, 400, 70_000, -20_000, -17, -1])
def test_a_package_that_was_half_copied_is_refused(package, tmp_path, kept):
    with pytest.raises((refusals.HalfCopied, refusals.Altered)) as told:
        opened(package[:kept], tmp_path)
    if kept > 66_000 or kept < 0:
        assert isinstance(told.value, refusals.HalfCopied)
        missing = -kept if kept < 0 else len(package) - kept
        assert told.value.about == {"name": "in.tbx", "missing": missing, "whole": len(package)}


@pytest.mark.parametrize("at", [30, 150, 400, 100_000, -1])
def test_a_package_that_was_altered_is_refused(package, tmp_path, at):
    content = bytearray(package)
    content[at] ^= 1
    with pytest.raises((refusals.Altered, refusals.NotForUs)):
        opened(bytes(content), tmp_path)


def test_something_behind_the_package_is_refused(package, tmp_path):
    with pytest.raises(refusals.Altered):
        opened(package + b"x", tmp_path)


def test_what_is_no_package_is_refused(tmp_path):
    with pytest.raises(refusals.NotAPackage):
        opened(b"PK\x03\x04 a zip of 1 GB", tmp_path)


def test_a_package_for_somebody_else_is_refused(package, tmp_path):
    with pytest.raises(refusals.NotForUs):
        opened(package, tmp_path, keys=OTHER)


def test_a_package_that_was_locked_anew_for_another_unit_says_for_whom_it_was(package, tmp_path):
    handed_on = pyrage.encrypt(plain_of(package), [pyrage.x25519.Recipient.from_str(OTHER.card.recipient)])
    with pytest.raises(refusals.WrongRecipient):
        opened(handed_on, tmp_path, keys=OTHER)


def test_an_unknown_sender_is_refused(package, tmp_path):
    (tmp_path / "in.tbx").write_bytes(package)
    with pytest.raises(refusals.SenderUnknown) as told:
        open_package(tmp_path / "in.tbx", name="a", keys=CITY, trusted=lambda _fingerprint: None, into=tmp_path / "out")
    assert told.value.about["fingerprint"] == COUNTY.card.fingerprint


@pytest.mark.parametrize("claimed", [True, False])
def test_a_package_signed_with_the_key_of_another_trusted_unit_is_refused(sources, manifest, tmp_path, claimed):
    keys = OTHER
    if not claimed:  # the forger says that the county signed
        keys = Keys(OTHER._signing, OTHER.identity, COUNTY.card)
    seal(manifest, sources, tmp_path / "a.tbx", keys=keys, recipient=CITY.card)
    content = (tmp_path / "a.tbx").read_bytes()
    (tmp_path / "a.tbx").unlink()
    with pytest.raises(refusals.SignedByAnother):
        opened(content, tmp_path)


def test_a_unit_that_is_trusted_cannot_speak_for_another(sources, tmp_path):
    made = manifest_of([], sender=Party("990101", "示范县自然资源局", OTHER.card.fingerprint))
    seal(made, {}, tmp_path / "a.tbx", keys=OTHER, recipient=CITY.card)
    content = (tmp_path / "a.tbx").read_bytes()
    (tmp_path / "a.tbx").unlink()
    with pytest.raises(refusals.SignedByAnother):
        opened(content, tmp_path)


def forged(made: Manifest, files: bytes = b"", *, keys: Keys = COUNTY, content: bytes | None = None) -> bytes:
    told = made.as_bytes() if content is None else content
    return locked(framed(MANIFEST, told) + framed(SIGNATURE, signature_over(made, keys)) + files + END)


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "/etc/passwd", "a/../b", "a//b", "C:/x", "a\\b", "", ".", ".hidden", "a\nb", "x" * 300,
     "e\u0301", "nul\0", "a. ", "\ud800"],
)  # fmt: skip
def test_names_that_lead_out_of_the_folder_are_refused(path):
    with pytest.raises((refusals.UnsafeName, UnicodeEncodeError)):
        read_manifest(manifest_of([Piece(path, 0, "0" * 64)]).as_bytes())


def test_such_names_are_refused_in_a_signed_package_too(tmp_path):
    made = manifest_of([Piece("../x", 1, "0" * 64)])
    with pytest.raises(refusals.UnsafeName):
        opened(forged(made, framed(FOLDER + "../x", b"x")), tmp_path)


@pytest.mark.parametrize("pair", [("a", "A"), ("a", "a/b"), ("a/b", "a"), ("a", "a")])
def test_two_files_cannot_stand_at_one_place(pair):
    with pytest.raises(refusals.UnsafeName):
        read_manifest(manifest_of([Piece(one, 0, "0" * 64) for one in pair]).as_bytes())


def test_a_package_that_claims_too_much_is_refused_before_anything_is_written(tmp_path, sources):
    made = manifest_of([Piece("bomb", 1 << 50, "0" * 64)])
    with pytest.raises(refusals.TooLarge):
        opened(forged(made), tmp_path)
    many = manifest_of([Piece(f"f{number}", 0, "0" * 64) for number in range(20)])
    with pytest.raises(refusals.TooLarge):
        opened(forged(many), tmp_path, limits=Limits(files=10))
    with pytest.raises(refusals.TooLarge):
        seal(made, {}, tmp_path / "never.tbx", keys=COUNTY, recipient=CITY.card)


def test_a_file_that_is_shorter_or_other_than_stated_is_refused(tmp_path):
    import hashlib

    right = hashlib.sha256(b"right").hexdigest()
    made = manifest_of([Piece("a", 5, right)])
    with pytest.raises(refusals.Altered):
        opened(forged(made, framed(FOLDER + "a", b"wrong")), tmp_path)
    with pytest.raises(refusals.HalfCopied):
        opened(forged(made), tmp_path)
    with pytest.raises(refusals.Malformed):
        opened(forged(made, framed(FOLDER + "b", b"right")), tmp_path)
    link = bytearray(framed(FOLDER + "a", b"right"))
    link[156:157] = b"2"  # a symbolic link
    with pytest.raises(refusals.Malformed):
        opened(forged(made, bytes(link)), tmp_path)


def test_a_manifest_of_another_version_is_refused_by_name(tmp_path):
    made = dataclasses.replace(manifest_of([]), version=3)
    with pytest.raises(refusals.VersionUnknown):
        opened(forged(made), tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"[" * 100_000, b'{"version": 1}', b'{"version": true}', b"\xff\xfe", b'{"version": 1e400}'],
)
def test_a_manifest_that_is_none_is_refused(content):
    with pytest.raises(refusals.Malformed):
        read_manifest(content)


def test_what_changes_while_it_is_packed_is_noticed_and_no_package_appears(tmp_path):
    (tmp_path / "a").write_bytes(b"before")
    made = manifest_of([piece_of("a", tmp_path / "a")])
    for content in (b"befora", b"bef"):
        (tmp_path / "a").write_bytes(content)
        with pytest.raises(FileChangedMeanwhile):
            seal(made, {"a": tmp_path / "a"}, tmp_path / "p.tbx", keys=COUNTY, recipient=CITY.card)
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_the_order_of_packages(manifest):
    first, taken = manifest, {1: manifest.digest}
    second = dataclasses.replace(first, sequence=2, previous=first.digest)
    assert not is_known(first, {})
    assert is_known(first, taken)
    assert not is_known(second, taken)
    assert is_known(first, taken | {2: second.digest})
    with pytest.raises(refusals.ComesTooEarly):
        is_known(second, {})
    with pytest.raises(refusals.ComesTooEarly):
        is_known(dataclasses.replace(first, sequence=4, previous="x"), taken)
    with pytest.raises(refusals.OtherHistory):
        is_known(dataclasses.replace(second, previous="0" * 64), taken)
    with pytest.raises(refusals.Replayed):
        is_known(dataclasses.replace(first, made_by="别人"), taken)
    with pytest.raises(refusals.Replayed):
        is_known(dataclasses.replace(first, sequence=0), taken)


def test_a_card_is_read_back_and_its_fingerprint_is_compared_by_its_digits():
    card = read_card(COUNTY.card.as_text().encode(), "名片.json")
    assert card == COUNTY.card
    assert is_fingerprint_of(card, card.fingerprint.replace(" ", "-"))
    assert not is_fingerprint_of(card, OTHER.card.fingerprint)
    assert not is_fingerprint_of(card, card.fingerprint[:20])
    for name in ("code", "name", "signing", "recipient"):
        other = dataclasses.replace(card, **{name: getattr(OTHER.card, name)})
        with pytest.raises(CardUnsound):
            read_card(other.as_text().encode(), "名片.json")
    for content in (b"", b"[]", b"{}", b"x" * 100_000, b"[" * 5000):
        with pytest.raises(CardUnsound):
            read_card(content, "名片.json")


def test_keys_are_read_back_and_nobody_else_may_read_them(tmp_path):
    place = tmp_path / "keys" / "990101.json"
    COUNTY.write(place)
    assert place.stat().st_mode & 0o077 == 0
    again = Keys.read(place)
    assert again.card == COUNTY.card
    assert again.card.has_signed(b"x", again.sign(b"x"))
    place.write_text("{}")
    with pytest.raises(KeysUnsound):
        Keys.read(place)


def attacked(package: bytes, draw) -> bytes:
    content = bytearray(package)
    for _time in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                content[at] ^= draw(st.integers(1, 255))
            case 1:
                del content[at : at + draw(st.integers(1, 2000))]
            case 2:
                content[at:at] = draw(st.binary(min_size=1, max_size=40))
            case _:
                content[at:] = content[at : len(content) // 2]
        content = content or bytearray(b"a")
    return bytes(content)


def nothing_wrong_is_let_in(package: bytes, manifest: Manifest, data, folder: Path) -> None:
    """Attack the file, and what is locked in it: what comes out is what was signed, or a refusal."""
    import shutil

    inside = data.draw(st.booleans())
    content = locked(attacked(plain_of(package), data.draw)) if inside else attacked(package, data.draw)
    shutil.rmtree(folder / "out", ignore_errors=True)
    try:
        found = opened(content, folder)
    except Refusal:
        return
    assert found.manifest == manifest
    assert {path: (found.folder / path).read_bytes() for path in FILES} == FILES


_FUZZ = {"suppress_health_check": list(HealthCheck), "deadline": None}


@settings(max_examples=40, **_FUZZ)
@given(data=st.data())
def test_whatever_is_done_to_a_package_nothing_wrong_is_let_in(package, manifest, tmp_path, data):
    nothing_wrong_is_let_in(package, manifest, data, tmp_path)


@pytest.mark.long
@settings(max_examples=5000, **_FUZZ)
@given(data=st.data())
def test_the_same_a_great_many_times(package, manifest, tmp_path, data):
    nothing_wrong_is_let_in(package, manifest, data, tmp_path)
