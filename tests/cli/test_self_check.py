"""The files of an installation against the list of its release: what was changed, taken away or put in is named."""

import base64
import json
import zipfile

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from deploy.release_list import sign, write_list

from tuban.cli import main
from tuban.cli.installed_files import KeyUnreadable, compare, is_signed_by, read_list
from tuban.cli.self_check import self_check

FILES = {
    "house/__init__.py": "", "house/room.py": "door = 1\n", "house-1.0.dist-info/METADATA": "Name: house\n",
    "house-1.0.dist-info/RECORD": "as the wheel says", "house-1.0.data/purelib/lamp.py": "on = True\n",
    "house-1.0.data/scripts/house": "#!python\n",
}  # fmt: skip


@pytest.fixture
def installed(tmp_path):
    """A list of a release of one wheel, and the folder into which it was installed."""
    wheel = tmp_path / "house-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    told = write_list(tmp_path, [wheel], version="1.0", made="2026-11-27")
    site = tmp_path / "site"
    for name, text in {
        **{name: text for name, text in FILES.items() if ".data/" not in name}, "lamp.py": "on = True\n",
        "house-1.0.dist-info/RECORD": "as the installer says", "house-1.0.dist-info/INSTALLER": "pip",
        "house/__pycache__/room.cpython-311.pyc": "made here",
    }.items():  # fmt: skip
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    return told, site


@pytest.fixture
def keys(tmp_path):
    key = Ed25519PrivateKey.generate()
    private, public = tmp_path / "release.key", tmp_path / "release.pub"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def test_what_a_wheel_brought_and_an_installer_wrote_is_as_released(installed):
    told, site = installed
    found = compare(read_list(told), site=site)
    assert found.is_whole
    assert (found.packages, found.same, found.compiled) == (1, 4, 1)


def test_what_was_changed_taken_away_or_put_in_is_named(installed):
    told, site = installed
    (site / "house/room.py").write_text("door = 2\n")
    (site / "lamp.py").unlink()
    (site / "house/window.py").write_text("")
    (site / "sitecustomize.py").symlink_to("house/room.py")
    found = compare(read_list(told), site=site)
    assert not found.is_whole
    assert found.changed == ("house/room.py",)
    assert found.missing == ("lamp.py",)
    assert found.added == ("house/window.py", "sitecustomize.py")


def test_a_list_bears_the_signature_of_one_key_only(installed, keys, tmp_path):
    told, _site = installed
    private, public = keys
    assert not is_signed_by(told, public), "there is no signature yet"
    sign(told, private)
    assert is_signed_by(told, public)
    other = tmp_path / "other.pub"
    other.write_bytes(
        Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    assert not is_signed_by(told, other)
    told.write_text(told.read_text().replace("1.0", "1.1"))
    assert not is_signed_by(told, public), "the list was changed after it was signed"
    told.with_name("release.json.sig").write_bytes(base64.b64encode(b"x" * 64))
    assert not is_signed_by(told, public)
    public.write_text("no key")
    with pytest.raises(KeyUnreadable):
        is_signed_by(told, public)


@pytest.mark.parametrize("text", ["", "[]", '{"version": "1"}', '{"version":1,"made":2,"packages":{"a":{"files":[]}}}'])
def test_a_list_that_cannot_be_read_is_refused_in_a_sentence(tmp_path, text):
    told = tmp_path / "release.json"
    told.write_text(text)
    answer = CliRunner().invoke(self_check, ["--list", str(told)])
    assert "Traceback" not in answer.output
    assert type(answer.exception).__name__ == "ListUnreadable"


def test_a_checkout_has_no_list_and_says_so(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["self-check"])
    assert ended.value.code == 2
    assert "release.json" in capsys.readouterr().err


def test_for_machines_everything_is_told(installed, keys, monkeypatch):
    told, site = installed
    private, public = keys
    sign(told, private)
    monkeypatch.setattr("tuban.cli.installed_files.sysconfig.get_paths", lambda: {"purelib": str(site)})
    whole = CliRunner().invoke(self_check, ["--list", str(told), "--key", str(public), "--json"])
    assert whole.exit_code == 0
    assert json.loads(whole.output)["signed"] is True
    (site / "lamp.py").unlink()
    torn = CliRunner().invoke(self_check, ["--list", str(told)])
    assert torn.exit_code == 1
    assert "lamp.py" in torn.output
