"""A disc is made from a folder with checksums, and proved (requirement D1)."""

import json
import zipfile

import pytest
from tests.inspect.disc.conftest import patch_frame

from tuban.inspect.disc.making import make_disc
from tuban.inspect.disc.manifest import Manifest
from tuban.inspect.disc.verifying import verify_disc

pytestmark = pytest.mark.seed("D1")
STATED = Manifest("", title="2024年度土地卫片执法检查", issuer="示范省自然资源厅", issued_on="2024-11-05")


@pytest.fixture(params=["disc.zip", "disc-folder"])
def made(sound, tmp_path, request):
    output = tmp_path / "out" / request.param
    made = make_disc(sound.root, output, stated=STATED)
    assert made.path == output, made.findings
    return output


def manifest_of(disc) -> dict:
    if disc.is_dir():
        return json.loads((disc / "manifest.json").read_text("utf-8"))
    with zipfile.ZipFile(disc) as archive:
        return json.loads(archive.read("manifest.json"))


def test_a_made_disc_is_proved_and_fit(made, check):
    verified = verify_disc(made)
    assert verified.is_proved, verified.findings
    assert not verified.has_extra_files
    assert verified.proved == verified.stated == 8
    disc = check(made)
    assert disc.verdict == "fit"
    assert disc.origin == "manifest.json"
    assert disc.campaign.issuer == "示范省自然资源厅"
    assert disc.campaign.id == "990101-2024"


def test_the_manifest_states_roles_counts_and_encodings(made):
    manifest = manifest_of(made)
    files = {each["path"]: each for each in manifest["files"]}
    patches = files["图斑/图斑.shp"]
    assert (patches["role"], patches["count"], patches["crs"], patches["encoding"]) == (
        "patches", 5, "EPSG:4547", "UTF-8",
    )  # fmt: skip
    assert [part["path"].rsplit(".")[-1] for part in patches["parts"]] == ["cpg", "dbf", "prj", "shx"]
    assert files["地类图斑.gpkg"]["edition"] == "2023"


def test_the_same_folder_gives_the_same_zip(sound, tmp_path):
    texts = []
    for name in ("one.zip", "two.zip"):
        make_disc(sound.root, tmp_path / name, stated=STATED)
        texts.append((tmp_path / name).read_bytes())
    assert texts[0] == texts[1]


def test_what_had_to_be_found_out_is_stated_on_the_made_disc(sound, tmp_path, check):
    sound.shapefile(patch_frame(), "图斑/图斑", "GBK")
    (sound.root / "图斑/图斑.cpg").unlink()
    (sound.root / "图斑/图斑.prj").unlink()
    assert check(sound.root).verdict == "repairable"
    make_disc(sound.root, tmp_path / "disc.zip", stated=STATED)
    disc = check(tmp_path / "disc.zip")
    assert disc.verdict == "fit", disc.findings


def test_papers_go_along_and_are_proved_too(sound, tmp_path):
    (sound.root / "方案.pdf").write_bytes(b"%PDF-1.4")
    make_disc(sound.root, tmp_path / "made", stated=STATED)
    assert verify_disc(tmp_path / "made").is_proved
    (tmp_path / "made/方案.pdf").write_bytes(b"%PDF-1.5")
    verified = verify_disc(tmp_path / "made")
    assert [finding.file for finding in verified.findings if finding.code == "manifest.checksum"] == ["方案.pdf"]


def test_an_archive_in_the_folder_is_opened_on_the_disc(sound, tmp_path, check):
    with zipfile.ZipFile(sound.root / "图斑.zip", "w") as archive:
        for part in sorted((sound.root / "图斑").iterdir()):
            archive.write(part, part.name)
            part.unlink()
    make_disc(sound.root, tmp_path / "made", stated=STATED)
    assert (tmp_path / "made/图斑/图斑.shp").is_file()
    assert verify_disc(tmp_path / "made").is_proved
    assert check(tmp_path / "made").verdict == "fit"


def change(disc):
    path = disc / "图斑/图斑.dbf"
    path.write_bytes(path.read_bytes().replace(b"990101", b"990102"))


def remove(disc):
    (disc / "行政区.gpkg").unlink()


def add(disc):
    (disc / "more.txt").write_text("more")


def replace_manifest(disc):
    (disc / "manifest.json").write_text("{}")


def drop_manifest(disc):
    (disc / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("tamper", "code", "proved", "extra"),
    [
        (change, "manifest.checksum", False, False), (remove, "manifest.file_missing", False, False),
        (add, "manifest.extra_file", True, True), (replace_manifest, "manifest.version", False, False),
        (drop_manifest, "manifest.none", False, False),
    ],
)  # fmt: skip
def test_whatever_is_changed_is_named(sound, tmp_path, tamper, code, proved, extra):
    disc = tmp_path / "made"
    make_disc(sound.root, disc, stated=STATED)
    tamper(disc)
    verified = verify_disc(disc)
    assert code in {finding.code for finding in verified.findings}
    assert (verified.is_proved, verified.has_extra_files) == (proved, extra)


def test_a_manifest_without_checksums_proves_nothing(made, tmp_path):
    if not made.is_dir():
        pytest.skip("one is enough")
    manifest = manifest_of(made)
    for each in manifest["files"]:
        each.pop("sha256", None)
        each.pop("parts", None)
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    verified = verify_disc(made)
    assert not verified.is_proved
    assert verified.proved == 0


def test_an_unfit_folder_makes_no_disc_and_leaves_nothing_behind(sound, tmp_path):
    (sound.root / "图斑/图斑.dbf").unlink()
    made = make_disc(sound.root, tmp_path / "out" / "disc.zip", stated=STATED)
    assert made.path is None
    assert "make.unfit" in {finding.code for finding in made.findings}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("name", "code"), [("disc/inner.zip", "make.output_inside"), ("disc", "make.output_exists")])
def test_a_disc_is_not_made_over_or_inside_of_something(sound, tmp_path, name, code):
    made = make_disc(sound.root, tmp_path / name, stated=STATED)
    assert [finding.code for finding in made.findings] == [code]


def test_a_failed_copy_leaves_nothing_behind(sound, tmp_path, monkeypatch):
    from tuban.inspect.disc import making

    def fail(*_about):
        raise OSError("disk full")

    monkeypatch.setattr(making.shutil, "copyfile", fail)
    with pytest.raises(OSError, match="disk full"):
        make_disc(sound.root, tmp_path / "out" / "disc", stated=STATED)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_disc_with_findings_of_its_own_can_still_be_made_when_asked(sound, tmp_path):
    sound.text("nonsense", "供地.gpkg")
    made = make_disc(sound.root, tmp_path / "made", stated=STATED, allow_unfit=True)
    assert made.path is not None
    assert (tmp_path / "made/供地.gpkg").is_file()
    assert found_codes(made) >= {"file.other_kind"}


def found_codes(made) -> set[str]:
    return {finding.code for finding in made.findings}
