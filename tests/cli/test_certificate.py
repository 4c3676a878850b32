"""The certificate of import: the same disc gives the same bytes, and every change to disc or certificate is found."""

import json
import shutil

import pytest
from click.testing import CliRunner
from tests.inspect.disc.conftest import Shelf, boundary_frame, patch_frame

from tuban.cli.disc import disc
from tuban.inspect.disc.certificate import HASH, content_hash
from tuban.values.whole_file import OutputCannotBeWritten, OutputFolderMissing

NAMES = ("导入证明.json", "导入证明.pdf")


def run(*arguments: object):
    return CliRunner().invoke(disc, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("TUBAN_LANG", "en")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    shelf = Shelf(tmp_path_factory.mktemp("disc"))
    shelf.shapefile(patch_frame(), "图斑", encoding="GB18030").with_suffix(".cpg").unlink()
    shelf.geopackage(boundary_frame(), "行政区")
    folder = tmp_path_factory.mktemp("certificate")
    assert run("certificate", shelf.root, "-o", folder).exit_code == 1
    return shelf.root, folder


@pytest.fixture
def own(made, tmp_path):
    """A copy of disc and certificate that a test may spoil."""
    for source, name in zip(made, ("disc", "certificate"), strict=True):
        shutil.copytree(source, tmp_path / name)
    return tmp_path / "disc", tmp_path / "certificate/导入证明.json"


def test_the_same_disc_gives_the_same_certificate_in_every_language(made, tmp_path, monkeypatch):
    monkeypatch.setenv("TUBAN_LANG", "zh")
    run("certificate", made[0], "-o", tmp_path)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (made[1] / name).read_bytes(), name


def test_it_says_what_was_delivered_and_how_it_was_taken(made):
    certificate = json.loads((made[1] / NAMES[0]).read_text("utf-8"))
    assert certificate["verdict"] == "repairable"
    assert certificate["repairs"] == [
        {"code": "encoding.detected", "file": "图斑.shp", "feature": "", "before": None, "after": "GB18030"}
    ]
    files = {name for each in certificate["inputs"] for name in each["sha256"]}
    assert files == {"图斑.shp", "图斑.dbf", "图斑.shx", "图斑.prj", "行政区.gpkg"}
    assert certificate[HASH] == content_hash(certificate)
    assert (made[1] / NAMES[1]).read_bytes().startswith(b"%PDF")


def test_a_certificate_is_proved_against_its_disc(own):
    result = run("verify", own[0], "--certificate", own[1])
    assert result.exit_code == 0, result.output
    assert "5 of 5 files are as the certificate says." in result.output


def test_a_changed_file_a_missing_file_and_an_extra_file_are_told(own):
    folder, certificate = own
    (folder / "行政区.gpkg").write_bytes((folder / "行政区.gpkg").read_bytes() + b"\0")
    (folder / "图斑.prj").unlink()
    (folder / "更多.csv").write_text("a,b\n", "utf-8")
    result = run("verify", folder, "--certificate", certificate)
    assert result.exit_code == 2
    for code in ("certificate.file_changed", "certificate.file_missing", "certificate.result_differs"):
        assert f"[{code}]" in result.output
    assert "更多.csv is on the disc, but not certified." in result.output


def test_a_certificate_that_was_changed_is_found_out(own):
    folder, path = own
    path.write_text(path.read_text("utf-8").replace('"total": 7', '"total": 8'), "utf-8")
    result = run("verify", folder, "--certificate", path)
    assert result.exit_code == 2
    assert "[certificate.altered]" in result.output


def test_a_certificate_of_another_version_is_no_lie(own):
    folder, path = own
    certificate = json.loads(path.read_text("utf-8"))
    certificate["software"]["tuban"] = "0.0.1"
    certificate["findings"] = {}
    path.write_text(json.dumps({**certificate, HASH: content_hash(certificate)}), "utf-8")
    result = run("verify", folder, "--certificate", path)
    assert result.exit_code == 0
    assert "[certificate.other_version]" in result.output


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"inputs": [1]}', "\0"])
def test_what_is_no_certificate_is_said_to_be_none(own, text):
    folder, path = own
    path.write_text(text, "utf-8")
    result = run("verify", folder, "--certificate", path)
    assert result.exit_code == 2
    assert "[certificate.unreadable]" in result.output


def test_nothing_is_written_on_the_disc(own):
    folder, _path = own
    before = sorted(path.name for path in folder.iterdir())
    from tuban.cli.disc import PageOnTheDisc

    with pytest.raises(PageOnTheDisc):
        run("certificate", folder, "-o", folder / "out")
    with pytest.raises(PageOnTheDisc):
        run("check", folder, "--page", folder / "a.html")
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_place_where_nothing_can_be_written_gets_a_sentence_before_the_disc_is_read(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputCannotBeWritten):
        run("certificate", tmp_path / "no-disc", "-o", tmp_path / "file" / "folder")
    for option in ("--page", "--write-yaml"):
        with pytest.raises(OutputFolderMissing):
            run("check", tmp_path / "no-disc", option, tmp_path / "none" / "a")
