"""Packages in the national algorithms beside those in the international ones: what each lets in, and that neither
vouches for the other. The numbers are those that the standards print."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.test_envelope import attacked

from tuban.exchange import refusals
from tuban.exchange.digests import piece_of
from tuban.exchange.framing import END, FOLDER, MANIFEST, SIGNATURE, framed
from tuban.exchange.keys import Card, Keys, read_card
from tuban.exchange.manifest import Kind, Manifest, Party, Piece, Round, read_manifest, version_of
from tuban.exchange.opening import open_package
from tuban.exchange.proof_checker import fingerprint_of
from tuban.exchange.refusals import CardUnsound, KeysUnsound, Refusal, SuiteUnavailable, SuiteUnknown
from tuban.exchange.sealing import seal, signature_over
from tuban.exchange.suites.choice import SUITES, suite_named, suite_of_file
from tuban.exchange.suites.gm import GM, Sm2Sm4, Sm3
from tuban.exchange.suites.international import INTERNATIONAL
from tuban.exchange.suites.names import NAMES
from tuban.exchange.suites.port import Broken, NotTheKey, Suite

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="gmssl-pyx has no wheel for this machine")

AT = "2026-01-05T08:00:00"
FILES = {"forms/汇总表.json": b'{"rows": 3}', "patches.json": b"x" * 200_000, "empty": b""}
# GB/T 32918.5-2017, annexes A and C: the key of its examples, what it signed, and what was locked for it.
SECRET = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
PUBLIC = (
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
R = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
S = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
LOCKED = {
    "x": "04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73",
    "y": "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0",
    "c3": "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766",
    "c2": "21886CA989CA9C7D58087307CA93092D651EFA",
}


def text(*parts: str) -> str:
    return base64.b64encode(bytes.fromhex("".join(parts))).decode()


def der(*parts: bytes) -> bytes:
    content = b"".join(parts)
    size = bytes([len(content)]) if len(content) < 128 else bytes([0x81, len(content)])
    return b"\x30" + size + content


def whole_number(digits: str) -> bytes:
    content = bytes.fromhex(digits).lstrip(b"\0")
    content = b"\0" + content if content[0] & 0x80 else content
    return bytes([2, len(content)]) + content


def octets(digits: str) -> bytes:
    content = bytes.fromhex(digits)
    return bytes([4, len(content)]) + content


class TestPublishedVectors:
    def test_sm3_of_gbt_32905_annex_a(self):
        assert GM.digest_of(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        assert GM.digest_of(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        parts = Sm3()
        parts.update(b"a")
        assert parts.hexdigest() != GM.digest_of(b"abc")
        parts.update(b"bc")
        assert parts.hexdigest() == GM.digest_of(b"abc")

    def test_sm2_signature_of_gbt_32918_5_annex_a(self):
        signature = base64.b64encode(der(whole_number(R), whole_number(S))).decode()
        assert GM.signature.fits(text(PUBLIC), b"message digest", signature)
        assert not GM.signature.fits(text(PUBLIC), b"message digesT", signature)
        exchanged = base64.b64encode(der(whole_number(S), whole_number(R))).decode()
        assert not GM.signature.fits(text(PUBLIC), b"message digest", exchanged)

    def test_sm2_encryption_of_gbt_32918_5_annex_c(self):
        told = LOCKED
        wrapped = der(whole_number(told["x"]), whole_number(told["y"]), octets(told["c3"]), octets(told["c2"]))
        assert Sm2Sm4()._unwrapped(wrapped, text(SECRET, PUBLIC)) == b"encryption standard"
        altered = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
        assert Sm2Sm4()._unwrapped(altered, text(SECRET, PUBLIC)) is None

    def test_sm4_gcm_of_rfc_8998_appendix_a_1(self):
        key, nonce = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"), bytes.fromhex("00001234567800000000ABCD")
        encryptor = Cipher(SM4(key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
        plain = b"".join(bytes([one]) * 8 for one in b"\xaa\xbb\xcc\xdd\xee\xff\xee\xaa")
        locked = encryptor.update(plain) + encryptor.finalize()
        assert locked.hex().upper() == (
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
            "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        )
        assert encryptor.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
def test_another_implementation_reads_what_was_signed_and_the_other_way_round(tmp_path):
    """OpenSSL knows nothing of GmSSL: both compute ZA of the usual identifier and agree."""
    head = bytes.fromhex("3059301306072A8648CE3D020106082A811CCF5501822D03420004")  # SM2 key, GM/T 0010
    secret = GM.signature.new()
    public = base64.b64decode(GM.signature.public(secret))
    (tmp_path / "key.der").write_bytes(head + public)
    (tmp_path / "m").write_bytes("图斑".encode())
    (tmp_path / "s").write_bytes(base64.b64decode(GM.signature.sign(secret, (tmp_path / "m").read_bytes())))
    ask = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-in", "m", "-rawin"]
    ask += ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-sigfile", "s"]
    done = subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True, check=False)
    if "Usage" in done.stderr or "unsupported" in done.stderr:
        pytest.skip("this openssl knows no SM2")
    assert done.returncode == 0, done.stderr


# Packages -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=NAMES)
def suite(request) -> Suite:
    return suite_named(request.param)


@pytest.fixture(scope="module")
def keys() -> dict[str, dict[str, Keys]]:
    """County, city and a neighbour, each with keys of both suites."""
    named = {
        "county": ("990101", "示范县自然资源局"),
        "city": ("9901", "示例市自然资源和规划局"),
        "other": ("990102", "邻县"),
    }
    return {
        name: {one: Keys.made(code, title, AT, suite_named(one)) for one in NAMES}
        for name, (code, title) in named.items()
    }


def party(keys: Keys) -> Party:
    return Party(keys.card.code, keys.card.name, keys.card.fingerprint)


def manifest_of(sender: Keys, recipient: Keys, pieces: list[Piece], **told) -> Manifest:
    suite = sender.card.suite
    made = Manifest(
        Kind.SUBMISSION, "k-1", party(sender), party(recipient), Round("SFX2024", "示范县2024年度", "990101"), 1, "",
        AT, "赵组织", tuple(pieces), {}, version_of(suite), suite,
    )  # fmt: skip
    return dataclasses.replace(made, **told)


def packed(sender: Keys, recipient: Keys, files: dict[str, bytes], folder: Path) -> tuple[Path, Manifest]:
    sources = {}
    for number, (path, content) in enumerate(files.items()):
        sources[path] = folder / f"source-{number}"
        sources[path].write_bytes(content)
    pieces = [piece_of(path, source, suite=sender.card.suite) for path, source in sources.items()]
    manifest = manifest_of(sender, recipient, pieces)
    place = folder / "a.tbx"
    seal(manifest, sources, place, keys=sender, recipient=recipient.card)
    return place, manifest


def opened(place: Path, keys: Keys, *cards: Card):
    trusted = {one.fingerprint: one for one in cards}
    return open_package(place, name="a.tbx", keys=keys, trusted=trusted.get, into=place.parent / "out")


@pytest.fixture(scope="module")
def package(suite, keys, tmp_path_factory) -> tuple[bytes, Manifest]:
    place, manifest = packed(
        keys["county"][suite.name], keys["city"][suite.name], FILES, tmp_path_factory.mktemp("package")
    )
    return place.read_bytes(), manifest


def test_a_package_of_either_suite_arrives_byte_for_byte(suite, package, keys, tmp_path):
    (tmp_path / "in.tbx").write_bytes(package[0])
    assert suite_of_file(tmp_path / "in.tbx") is suite
    found = opened(tmp_path / "in.tbx", keys["city"][suite.name], keys["county"][suite.name].card)
    assert found.manifest == package[1] == read_manifest(package[1].as_bytes())
    assert {path: (found.folder / path).read_bytes() for path in FILES} == FILES
    assert all(bool(one.sm3) is (suite is GM) for one in found.manifest.pieces)
    assert b"sm3" not in package[1].as_bytes() or suite is GM, "an earlier edition reads what it always read"


def test_an_altered_or_half_copied_package_of_either_suite_is_refused(suite, package, keys, tmp_path):
    content = package[0]
    own, sender = keys["city"][suite.name], keys["county"][suite.name].card
    cuts = [content[:at] for at in (3, 60, 250, 70_000, 65_536 + 300, len(content) - 1)]
    flips = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in (80, 260, 100_000, len(content) - 1)]
    for number, wrong in enumerate([*cuts, *flips, content + b"x"]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.tbx").write_bytes(wrong)
        with pytest.raises((refusals.Altered, refusals.HalfCopied, refusals.NotForUs)):
            opened(folder / "a.tbx", own, sender)
        assert [one.name for one in folder.iterdir()] == ["a.tbx"]


def test_a_package_for_somebody_else_or_of_an_unknown_sender_is_refused(suite, package, keys, tmp_path):
    (tmp_path / "a.tbx").write_bytes(package[0])
    with pytest.raises(refusals.NotForUs):
        opened(tmp_path / "a.tbx", keys["other"][suite.name], keys["county"][suite.name].card)
    with pytest.raises(refusals.SenderUnknown):
        opened(tmp_path / "a.tbx", keys["city"][suite.name], keys["other"][suite.name].card)


def test_a_file_that_is_not_as_its_digests_state_is_refused(keys, tmp_path):
    county, city = keys["county"]["gm"], keys["city"]["gm"]
    (tmp_path / "s").write_bytes(b"right")
    right = piece_of("a", tmp_path / "s", suite="gm")
    for wrong in (dataclasses.replace(right, sm3="0" * 64), dataclasses.replace(right, sha256="0" * 64)):
        place = tmp_path / "a.tbx"
        place.write_bytes(forged(manifest_of(county, city, [wrong]), county, city, framed(FOLDER + "a", b"right")))
        with pytest.raises(refusals.Altered):
            opened(place, city, county.card)
    for bare in (dataclasses.replace(right, sm3=""), dataclasses.replace(right, sm3="x" * 64)):
        with pytest.raises(refusals.Malformed):
            read_manifest(manifest_of(county, city, [bare]).as_bytes())


# No suite vouches for another -----------------------------------------------------------------------------------------


def forged(
    made: Manifest, signer: Keys, locked_for: Keys, files: bytes = b"", *, signature: bytes | None = None
) -> bytes:
    """What anybody can do who has the card of the recipient: lock something for it."""
    told = signature or signature_over(made, signer)
    plain = framed(MANIFEST, made.as_bytes()) + framed(SIGNATURE, told) + files + END
    into = io.BytesIO()
    locked_for.suite.cipher.lock(io.BytesIO(plain), into, locked_for.card.recipient)
    return into.getvalue()


@pytest.mark.parametrize(("locked", "stated"), [("gm", "international"), ("international", "gm")])
def test_what_was_signed_in_one_suite_is_refused_when_locked_in_the_other(keys, tmp_path, locked, stated):
    county, city = keys["county"], keys["city"]
    made = manifest_of(county[stated], city[stated], [])
    (tmp_path / "a.tbx").write_bytes(forged(made, county[stated], city[locked]))
    with pytest.raises(refusals.SuiteConfused):
        opened(tmp_path / "a.tbx", city[locked], county[stated].card, county[locked].card)


@pytest.mark.parametrize(("own", "other"), [("gm", "international"), ("international", "gm")])
def test_a_manifest_of_a_suite_signed_with_the_key_of_another_is_refused(keys, tmp_path, own, other):
    county, city = keys["county"], keys["city"]
    made = manifest_of(county[own], city[own], [])
    place = tmp_path / "a.tbx"
    place.write_bytes(forged(made, county[other], city[own]))  # the fingerprint of the other key stands beside it
    with pytest.raises(refusals.SignedByAnother):
        opened(place, city[own], county[own].card)
    given = json.loads(signature_over(made, county[other]))
    claimed = json.dumps(given | {"fingerprint": county[own].card.fingerprint})
    place.write_bytes(forged(made, county[other], city[own], signature=claimed.encode()))
    with pytest.raises(refusals.SignedByAnother):
        opened(place, city[own], county[own].card)
    named = dataclasses.replace(made, sender=party(county[other]))  # it names the card of the other suite as its own
    place.write_bytes(forged(named, county[other], city[own]))
    with pytest.raises(refusals.SuiteNotTrusted):
        opened(place, city[own], county[other].card)


def test_keys_of_one_suite_open_nothing_of_another_and_say_so(suite, package, keys, tmp_path):
    (tmp_path / "a.tbx").write_bytes(package[0])
    other = next(one for one in NAMES if one != suite.name)
    with pytest.raises(refusals.SuiteNotOurs) as told:
        opened(tmp_path / "a.tbx", keys["city"][other], keys["county"][suite.name].card)
    assert told.value.about["suite"] == suite.algorithms


def test_nothing_is_sealed_across_suites(keys, tmp_path):
    county, city = keys["county"], keys["city"]
    made = manifest_of(county["gm"], city["gm"], [])
    for sender, recipient in (("gm", "international"), ("international", "gm"), ("international", "international")):
        with pytest.raises(refusals.SuiteConfused):
            seal(made, {}, tmp_path / "a.tbx", keys=county[sender], recipient=city[recipient].card)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "told", [{"suite": "rot13"}, {"suite": 3}, {"suite": "international"}, {"version": 1}, {"suite": None}]
)
def test_a_manifest_that_states_a_suite_as_none_does_is_refused(keys, told):
    made = json.loads(manifest_of(keys["county"]["gm"], keys["city"]["gm"], []).as_bytes())
    content = json.dumps(made | told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(SuiteUnknown if told == {"suite": "rot13"} else refusals.Malformed):
        read_manifest(content)


# Cards and keys -------------------------------------------------------------------------------------------------------


def test_a_card_says_its_suite_and_a_change_of_it_is_noticed(suite, keys):
    card = keys["county"][suite.name].card
    assert read_card(card.as_text().encode(), "名片.json") == card
    assert ('"suite"' in card.as_text()) is (suite is GM)
    for name in ("code", "name", "signing", "recipient", "signature"):
        other = dataclasses.replace(card, **{name: getattr(keys["other"][suite.name].card, name)})
        with pytest.raises(CardUnsound):
            read_card(other.as_text().encode(), "名片.json")
    moved = dataclasses.replace(card, suite=next(one for one in NAMES if one != suite.name))
    with pytest.raises(CardUnsound):
        read_card(moved.as_text().encode(), "名片.json")
    told = json.loads(card.as_text())
    for wrong in (
        {"suite": "international", "format": "tuban.exchange.card/2"},
        {"suite": "gm", "format": "tuban.exchange.card/1"},
    ):
        with pytest.raises(CardUnsound):
            read_card(json.dumps(told | wrong).encode(), "名片.json")


def test_what_the_first_suite_writes_is_what_earlier_editions_wrote(keys):
    card = keys["county"]["international"].card
    assert fingerprint_of(json.loads(card.as_text())) == card.fingerprint
    assert sorted(card.told()) == ["code", "made_at", "name", "recipient", "signature", "signing"]
    party = Party("990101", "示范县", "1")
    made = Manifest(Kind.ISSUE, "k", party, party, Round("c", "t", "a"), 1, "", AT, "甲", (Piece("a", 1, "0" * 64),))
    assert made.as_bytes().decode() == (
        '{"about":{},"campaign":{"area_code":"a","code":"c","title":"t"},"key":"k","kind":"issue",'
        '"made_at":"2026-01-05T08:00:00","made_by":"甲","pieces":[{"is_held":false,"path":"a","sha256":"' + "0" * 64 +
        '","size":1}],"previous":"","recipient":{"code":"990101","fingerprint":"1","name":"示范县"},'
        '"sender":{"code":"990101","fingerprint":"1","name":"示范县"},"sequence":1,"version":1}'
    )  # fmt: skip


def test_keys_are_read_back_and_exchanged_ones_noticed(suite, keys, tmp_path):
    place = tmp_path / "a.keys"
    keys["county"][suite.name].write(place)
    assert place.stat().st_mode & 0o077 == 0
    again = Keys.read(place)
    assert again.card.has_signed(b"x", again.sign(b"x"))
    assert not again.card.has_signed(b"y", again.sign(b"x"))
    told = json.loads(place.read_text())
    other = keys["other"][suite.name]
    for wrong in ({"signing": other._signing}, {"identity": other.identity}, {"identity": "x"}, {"signing": "AA=="}):
        place.write_text(json.dumps(told | wrong))
        with pytest.raises(KeysUnsound):
            Keys.read(place)


@pytest.mark.parametrize("junk", ["", "AA==", "!", "x" * 88, base64.b64encode(bytes(64)).decode()])
def test_what_is_no_key_or_no_signature_is_said_to_be_none(suite, keys, junk):
    card = keys["county"][suite.name].card
    assert not suite.cipher.is_public(junk)
    assert not suite.signature.fits(junk, b"x", card.signature)
    assert not suite.signature.fits(card.signing, b"x", junk)


def test_without_the_library_it_is_said_and_nothing_is_done_in_another_suite(keys, monkeypatch):
    card = keys["county"]["gm"].card
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)
    for ask in (lambda: Keys.made("990101", "示范县", AT, GM), lambda: read_card(card.as_text().encode(), "名片.json")):
        with pytest.raises(SuiteUnavailable):
            ask()
    assert Keys.made("990101", "示范县", AT).card.suite == "international"


def test_the_names_of_the_setting_are_those_of_the_suites():
    assert tuple(SUITES) == NAMES
    with pytest.raises(SuiteUnknown):
        suite_named("sm9")
    assert suite_named("international") is INTERNATIONAL


# Any size -------------------------------------------------------------------------------------------------------------

CHUNK = 1 << 16
SIZES = st.one_of(st.integers(0, 40), st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7]))


def check_any_size(secret: str, size: int, cut: int) -> None:
    cipher = GM.cipher
    content = bytes(one % 251 for one in range(size))
    locked, plain = io.BytesIO(), io.BytesIO()
    cipher.lock(io.BytesIO(content), locked, cipher.public(secret))
    whole = locked.getvalue()
    assert len(whole) == cipher.locked_size(size, cipher.header_size(whole))
    cipher.unlock(io.BytesIO(whole), plain, secret)
    assert plain.getvalue() == content
    short = io.BytesIO()
    with pytest.raises((Broken, NotTheKey)):
        cipher.unlock(io.BytesIO(whole[: -1 - cut % len(whole)]), short, secret)
    assert content.startswith(short.getvalue()), "what comes out before the fault is proved"
    header = cipher.header_size(whole)
    pieces = [whole[at : at + CHUNK + 16] for at in range(header, len(whole), CHUNK + 16)]
    for order in ([*pieces, pieces[-1]], pieces[:-1], list(reversed(pieces)) if len(pieces) > 1 else []):
        with pytest.raises((Broken, NotTheKey)):
            cipher.unlock(io.BytesIO(whole[:header] + b"".join(order)), io.BytesIO(), secret)


@settings(max_examples=12, deadline=None)
@given(size=SIZES, cut=st.integers(0, 1 << 18))
def test_any_size_is_locked_and_unlocked_and_no_chunk_can_be_left_out_or_moved(keys, size, cut):
    check_any_size(keys["city"]["gm"].identity, size, cut)


@pytest.mark.long
@settings(max_examples=600, deadline=None)
@given(size=st.integers(0, 4 * CHUNK), cut=st.integers(0, 1 << 19))
def test_the_same_for_a_great_many_sizes(keys, size, cut):
    check_any_size(keys["city"]["gm"].identity, size, cut)


@pytest.fixture(scope="module")
def small(keys, tmp_path_factory) -> tuple[bytes, bytes, Manifest]:
    """A package of one file, what is locked in it, and its manifest."""
    county, city = keys["county"]["gm"], keys["city"]["gm"]
    place, manifest = packed(county, city, {"a": b"x" * 300}, tmp_path_factory.mktemp("small"))
    plain = io.BytesIO()
    city.suite.cipher.unlock(io.BytesIO(place.read_bytes()), plain, city.identity)
    return place.read_bytes(), plain.getvalue(), manifest


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_whatever_is_done_to_a_package_nothing_wrong_is_let_in(keys, small, tmp_path_factory, data):
    whole, plain, manifest = small
    county, city = keys["county"]["gm"], keys["city"]["gm"]
    if data.draw(st.booleans()):
        content = attacked(whole, data.draw)
    else:
        into = io.BytesIO()
        city.suite.cipher.lock(io.BytesIO(attacked(plain, data.draw)), into, city.card.recipient)
        content = into.getvalue()
    place = tmp_path_factory.mktemp("attacked") / "a.tbx"
    place.write_bytes(content)
    try:
        found = opened(place, city, county.card)
    except Refusal:
        return
    assert found.manifest == manifest
    assert (found.folder / "a").read_bytes() == b"x" * 300
