"""The proof package of a patch holds what is known of it, and whatever is changed in it is named, in a bare Python."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.field.device import FieldDevice
from tests.workflow.scrutiny.field_day import taken
from tests.workflow.small_disc import OTHER

from tuban.exchange import proof_checker as checker
from tuban.exchange.keys import Keys
from tuban.exchange.suites.gm import GM
from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.exchange.actions import make_keys
from tuban.workflow.exchange.queries import keys_of, keys_row
from tuban.workflow.patches.models import Patch
from tuban.workflow.proof.actions import NothingChosen, ask_for_proofs, make_proof
from tuban.workflow.proof.packing import name_of
from tuban.workflow.proof.queries import made_for
from tuban.workflow.scrutiny.proof.asking import NoOffice, WithOffice, proofs_of
from tuban.workflow.scrutiny.proof.known import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(campaign, acting):
    """The organiser, whose unit has keys."""
    by = acting("zuzhi")
    make_keys(by=by)
    return by


@pytest.fixture
def patch(campaign) -> Patch:
    """A patch with a photo of the field."""
    patch = Patch.objects.get(number=OTHER)
    taken(FieldDevice.registered(), patch)
    return patch


@pytest.fixture
def package(maker, patch, tmp_path) -> Path:
    """Its package."""
    make_proof(patch, by=maker, into=tmp_path / "举证包.zip")
    return tmp_path / "举证包.zip"


def contents(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(into: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(into, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into


def codes(path: Path, fingerprint: str = "") -> set[tuple[str, str]]:
    return {(one.name, one.code) for one in checker.check(path, fingerprint).faults}


def test_it_holds_what_is_known_and_its_page_asks_for_nothing_elsewhere(package):
    files = contents(package)
    record = json.loads(files["record.json"])
    assert record["patch"]["number"] == OTHER
    assert len({one["title"] for one in record["overlay"]}) == len(record["overlay"]) > 0
    assert [one["verdict"] for one in record["photos"]] == ["untouched"]
    assert record["law"]
    assert json.loads(files["outline.geojson"])["geometry"]["coordinates"]
    page = files["index.html"].decode()
    assert OTHER in page
    assert "个人信息" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page


def test_in_a_bare_python_it_is_as_it_was_signed(package, tmp_path, maker):
    files = contents(package)
    own = tmp_path / "核验.py"
    own.write_bytes(files["核验.py"])
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(own), str(package), "--fingerprint", keys_row(maker.post.unit).fingerprint],
        capture_output=True, text=True, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip
    assert (told.returncode, "全部与签名时一致" in told.stdout, told.stderr) == (0, True, "")
    assert checker.check(package).counts["entries"] == 1


def test_whatever_is_changed_is_named(package, tmp_path):
    files = contents(package)
    photo = next(name for name in files if name.startswith("files/"))
    lines = files["audit.jsonl"].splitlines(keepends=True)
    number = json.loads(lines[0])["values"]["number"]
    bent = json.loads(lines[0])
    bent["values"]["person_name"] = "别人"
    evidence = json.loads(files["evidence.json"])
    evidence["devices"][0]["entries"][0]["text"] += " "
    for changed, wanted in (
        ({photo: files[photo][:-1] + b"x"}, (photo, "file_altered")),
        ({"files/新.jpg": b"x"}, ("files/新.jpg", "file_added")),
        ({"audit.jsonl": b"".join(lines[1:])}, (f"audit.jsonl {number}", "line_removed")),
        ({"audit.jsonl": b"".join([json.dumps(bent).encode() + b"\n", *lines[1:]])},
         (f"audit.jsonl {number}", "line_altered")),
        ({"evidence.json": json.dumps(evidence).encode()}, ("evidence.json", "file_altered")),
        ({"proof.json": files["proof.json"] + b" "}, ("proof.sig", "signature_unfit")),
    ):  # fmt: skip
        assert wanted in codes(packed(tmp_path / "改.zip", files | changed))
    less = {name: content for name, content in files.items() if name != photo}
    assert (photo, "file_absent") in codes(packed(tmp_path / "少.zip", less))


def test_beside_every_sha_256_an_office_of_the_national_algorithms_states_sm3(maker, patch, tmp_path, settings):
    settings.CRYPTO_SUITE = "gm"
    make_proof(patch, by=maker, into=tmp_path / "举证包.zip")
    files = contents(tmp_path / "举证包.zip")
    manifest = json.loads(files["proof.json"])
    assert {one["path"]: one["sm3"] for one in manifest["files"]} == {
        name: GM.digest_of(content) for name, content in files.items() if name not in ("proof.json", "proof.sig")
    }
    lines = {one["values"]["number"]: one["values"] for one in map(json.loads, files["audit.jsonl"].splitlines())}
    for one in manifest["audit"]:
        text = json.dumps(lines[one["number"]], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert one["sm3"] == GM.digest_of(text.encode())
    assert len(manifest["audit_head"]["sm3"]) == 64
    assert codes(tmp_path / "举证包.zip") == set()
    assert "SM3" in files["怎样核验.txt"].decode()
    manifest["files"][0]["sm3"] = "0" * 64
    keys, content = keys_of(maker.post.unit, "international"), json.dumps(manifest).encode()
    signature = {"fingerprint": keys.card.fingerprint, "signature": keys.sign(checker.SIGNED + content)}
    forged = files | {"proof.json": content, "proof.sig": json.dumps(signature).encode()}
    wanted = {(manifest["files"][0]["path"], "file_altered")} if "sm3" in hashlib.algorithms_available else set()
    assert codes(packed(tmp_path / "伪.zip", forged)) == wanted


def test_a_signature_of_another_unit_is_named(package, tmp_path, maker):
    files, other = contents(package), Keys.made("990102", "邻县", "2024-01-01T00:00:00+08:00")
    signature = {
        "fingerprint": other.card.fingerprint, "signature": other.sign(checker.SIGNED + files["proof.json"]),
    }  # fmt: skip
    exchanged = packed(tmp_path / "换.zip", files | {"proof.sig": json.dumps(signature).encode()})
    assert ("proof.sig", "signature_exchanged") in codes(exchanged)
    manifest = json.loads(files["proof.json"])
    manifest["unit"] = other.card.told()
    content = json.dumps(manifest).encode()
    signature["signature"] = other.sign(checker.SIGNED + content)
    forged = packed(
        tmp_path / "伪.zip", files | {"proof.json": content, "proof.sig": json.dumps(signature).encode()}
    )  # fmt: skip
    assert codes(forged) == set()  # it vouches for itself: only the fingerprint tells
    assert codes(forged, keys_row(maker.post.unit).fingerprint) == {("proof.sig", "other_unit")}


def test_a_signature_under_another_document_is_named(package, tmp_path):
    files = contents(package)
    record = json.loads(files["record.json"])
    said = {"number": 1, "digest": "", "cells": [{"key": "a", "section": "b", "title": "c", "value": "1", "part": "x"}]}
    paper = {"form": "f", "subject": ["a.b", "1"], "title": "卡", "snapshots": [said], "signatures": []}
    said["digest"] = checker.digest_of({"form": "f", "subject": ["a.b", "1"], "cells": [["a", "b", "c", "1"]]})
    paper["signatures"] = [{"digest": said["digest"], "step": "填表人", "person": "甲"}]
    record["documents"] = [paper]
    sound = packed(tmp_path / "一.zip", files | {"record.json": json.dumps(record).encode()})
    assert not {code for _name, code in codes(sound)} & {"paper_altered", "paper_exchanged"}
    paper["signatures"][0]["digest"] = "0" * 64
    bad = packed(tmp_path / "二.zip", files | {"record.json": json.dumps(record).encode()})
    assert ("卡 填表人 甲", "paper_exchanged") in codes(bad)


def test_the_office_command_says_the_same(package, tmp_path):
    for asked in (NoOffice(), WithOffice(Office(None))):
        assert {str(one.verdict) for one in proofs_of(package, package.name, asked)} == {"untouched"}
    files = contents(package)
    changed = packed(tmp_path / "改.zip", files | {"record.json": b"{}"})
    found = {one.name: str(one.verdict) for one in proofs_of(changed, changed.name, NoOffice())}
    assert found["record.json"] == "altered"


def test_several_are_made_as_one_job_and_each_is_written_down(maker, patch, acting):
    both = list(Patch.objects.order_by("number")[:2])
    job = ask_for_proofs(by=maker, patches=both)
    assert do(job.pk).state == Job.State.DONE
    made = made_for(maker, job.pk)
    with zipfile.ZipFile(made.path) as archive:
        assert archive.namelist() == [name_of(one) for one in both]
    assert made_for(acting("juzhang"), job.pk) is None
    lines = Line.objects.filter(action="proof.make", subject_id__in=[str(one.uuid) for one in both])
    assert len({one.details["package_sha256"] for one in lines}) == 2
    with pytest.raises(NothingChosen):
        ask_for_proofs(by=maker, patches=[])


@pytest.mark.parametrize("name", ["xiang01", "xitong"])
def test_who_may_not_sign_for_the_unit_is_told_why(name, maker, patch, acting, tmp_path):
    with pytest.raises(Refused):
        make_proof(patch, by=acting(name), into=tmp_path / "x.zip")


def test_without_keys_it_is_said_who_makes_them(patch, acting, tmp_path):
    with pytest.raises(Refused, match="密钥"):
        make_proof(patch, by=acting("zuzhi"), into=tmp_path / "x.zip")


@pytest.mark.parametrize("bit", [0, 255, 300])
def test_the_checkers_own_arithmetic_agrees_with_the_library(bit):
    keys, content = Keys.made("990101", "县", ""), b"x" * bit
    signature = keys.sign(content)
    assert checker.ed25519_fits(keys.card.signing, signature, content)
    assert not checker.ed25519_fits(keys.card.signing, signature, content + b"x")
    bent = bytearray(base64.b64decode(signature))
    bent[bit // 8] ^= 1 << bit % 8
    assert not checker.ed25519_fits(keys.card.signing, base64.b64encode(bent).decode(), content)
