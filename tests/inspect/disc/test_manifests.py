"""A disc with manifest.json or disc.yaml is what they say, or it is said where not (requirement D1)."""

import hashlib
import json
import zipfile

import pyarrow.parquet as pq
import pytest
import yaml
from tests.inspect.disc.conftest import found, number, patch_frame

from tuban.inspect.disc.verifying import verify_disc

pytestmark = pytest.mark.seed("D1")


def proof(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def manifest(sound) -> dict:
    sound.geopackage(patch_frame(), "图斑")
    for part in list((sound.root / "图斑").iterdir()):
        part.unlink()
    (sound.root / "图斑").rmdir()
    paths = {"图斑.gpkg": ("patches", 5), "行政区.gpkg": ("boundaries", 2), "地类图斑.gpkg": ("survey_last", 2),
             "外业核查结果.csv": ("field_results", 2)}  # fmt: skip
    return {
        "format": "tuban-disc",
        "format_version": 1,
        "campaign": {"id": "990101-2024", "title": "2024年度土地卫片执法检查", "year": 2024},
        "area": {"code": "990101", "name": "示范县"},
        "issuer": "示范省自然资源厅",
        "issued_on": "2024-11-05",
        "files": [
            {"path": path, "role": role, "count": count, "sha256": proof(sound.root / path), "encoding": "UTF-8"}
            for path, (role, count) in paths.items()
        ],
    }


@pytest.fixture
def checked(sound, check, manifest):
    def run(**options):
        (sound.root / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
        return check(sound.root, **options)

    return run


def test_a_disc_as_its_manifest_says_is_fit(checked):
    disc = checked()
    assert disc.verdict == "fit", disc.findings
    assert disc.origin == "manifest.json"
    assert disc.campaign.title == "2024年度土地卫片执法检查"
    assert disc.campaign.issuer == "示范省自然资源厅"
    assert disc.campaign.issued_on == "2024-11-05"


def entry(manifest: dict, name: str) -> dict:
    return next(each for each in manifest["files"] if each["path"].startswith(name))


def wrong_checksum(manifest):
    entry(manifest, "图斑")["sha256"] = "0" * 64


def no_checksum_at_all(manifest):
    entry(manifest, "图斑")["sha256"] = "yes"


def wrong_count(manifest):
    entry(manifest, "图斑")["count"] = 6


def negative_count(manifest):
    entry(manifest, "图斑")["count"] = -1


def unknown_role(manifest):
    entry(manifest, "地类")["role"] = "wizards"


def unknown_list(manifest):
    entry(manifest, "图斑")["list"] = "Q"


def missing_file(manifest):
    manifest["files"].append({"path": "供地.gpkg", "role": "supply"})


def path_out(manifest):
    manifest["files"].append({"path": "../../etc/passwd", "role": "supply"})


def absolute_path(manifest):
    manifest["files"].append({"path": "/etc/passwd", "role": "supply"})


def old_version(manifest):
    manifest["format_version"] = 0


def new_version(manifest):
    manifest["format_version"] = 2


def no_version(manifest):
    del manifest["format_version"]


def another_format(manifest):
    manifest["format"] = "shopping-list"


def no_files(manifest):
    manifest["files"] = {}


def file_that_is_text(manifest):
    manifest["files"][0] = "图斑.gpkg"


def wrong_area(manifest):
    manifest["area"]["code"] = "99010"


def wrong_year(manifest):
    manifest["campaign"]["year"] = "24"


def other_area(manifest):
    manifest["area"]["code"] = "990202"


def unknown_layer(manifest):
    entry(manifest, "地类")["layer"] = "nothing"


def unknown_crs(manifest):
    entry(manifest, "图斑")["crs"] = "EPSG:999999"


def unknown_column(manifest):
    entry(manifest, "图斑")["fields"] = {"number": "NIX"}


def no_patches(manifest):
    manifest["files"] = [each for each in manifest["files"] if each["role"] != "patches"]


def wrong_geometry(manifest):
    entry(manifest, "外业")["role"] = "plan"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (wrong_checksum, "manifest.checksum"), (no_checksum_at_all, "manifest.field"), (wrong_count, "manifest.count"),
        (negative_count, "manifest.field"), (unknown_role, "manifest.unknown_role"),
        (unknown_list, "manifest.unknown_list"), (missing_file, "manifest.file_missing"), (path_out, "manifest.path"),
        (absolute_path, "manifest.path"), (old_version, "manifest.version"), (new_version, "manifest.version"),
        (no_version, "manifest.version"), (another_format, "manifest.version"), (no_files, "manifest.field"),
        (file_that_is_text, "manifest.field"), (wrong_area, "manifest.field"), (wrong_year, "manifest.field"),
        (other_area, "patches.all_of_other_area"), (unknown_layer, "manifest.layer_missing"),
        (unknown_crs, "manifest.field"), (unknown_column, "manifest.field_missing"), (no_patches, "disc.no_patches"),
        (wrong_geometry, "geometry.wrong_layer"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_a_manifest_that_is_wrong_makes_the_disc_unfit(checked, manifest, change, code):
    change(manifest)
    disc = checked()
    assert disc.verdict == "unfit"
    assert code in {finding.code for finding in disc.findings if finding.severity.value == "error"}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "[" * 100_000, '{"a":' * 5000, "\x00\x01"])
def test_a_manifest_that_is_no_manifest_is_said_to_be_none(sound, check, text):
    (sound.root / "manifest.json").write_text(text)
    disc = check(sound.root)
    assert disc.verdict == "unfit"
    assert found(disc, "manifest.unreadable")


def test_yaml_that_would_swell_is_refused(sound, check):
    (sound.root / "disc.yaml").write_text("a: &a [x, x]\nb: &b [*a, *a]\nfiles: [*b, *b]\n")
    assert found(check(sound.root), "manifest.unreadable")


def test_a_list_that_the_patches_contradict_is_followed_and_told(checked, manifest):
    entry(manifest, "图斑")["list"] = "本年未批先建"
    disc = checked()
    told = found(disc, "patches.list_disagrees")
    assert [finding.before for finding in told] == [
        "疑似新增建设用地图斑", "本年批准本年建设", "往年批而未用当年实地已建设", "卫片外（自查、举报等发现）",
    ]  # fmt: skip
    assert {finding.after for finding in told} == {"本年未批先建"}
    table = pq.read_table(disc.layers["patches"][0].path)
    assert set(table.column("list").to_pylist()) == {"unapproved"}
    assert disc.verdict == "repairable"


def test_a_misspelt_entry_and_an_extra_file_are_told(sound, checked, manifest):
    manifest["isuer"] = "x"
    sound.text("a,b\n", "more.csv")
    disc = checked()
    assert "isuer" in found(disc, "manifest.unknown_key")[0].message
    assert found(disc, "manifest.extra_file")[0].file == "more.csv"
    assert disc.verdict == "fit"


def test_disc_yaml_may_name_columns_and_leave_files_out(sound, check):
    sound.shapefile(patch_frame().rename(columns={"JCBH": "WHAT"}), "图斑/图斑")
    sound.text("nonsense", "供地.gpkg")
    about = {
        "format_version": 1,
        "files": [
            {"path": "图斑/图斑.shp", "role": "patches", "fields": {"number": "WHAT"}},
            {"path": "供地.gpkg", "role": "ignore"},
        ],
    }
    (sound.root / "disc.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), "utf-8")
    disc = check(sound.root)
    assert disc.verdict == "fit", disc.findings
    assert disc.origin == "disc.yaml"
    numbers = pq.read_table(disc.layers["patches"][0].path).column("number").to_pylist()
    assert numbers == [number(serial) for serial in range(1, 6)]


def test_a_crs_in_the_manifest_stands_above_the_file(checked, manifest, sound):
    entry(manifest, "图斑")["crs"] = "EPSG:4548"
    disc = checked()
    told = found(disc, "manifest.crs")[0]
    assert told.after == "EPSG:4548"
    assert disc.verdict == "unfit"  # a zone further on, the patches lie far away from everything else


@pytest.mark.parametrize("names_the_archive", [True, False])
@pytest.mark.parametrize("is_right", [True, False])
def test_a_file_in_an_archive_is_held_against_the_manifest_too(sound, check, manifest, names_the_archive, is_right):
    inner = sound.shapefile(patch_frame(), "图斑")
    (sound.root / "图斑.gpkg").unlink()
    parts = sorted(part for part in sound.root.glob("图斑.*") if part != inner)
    proofs = {part.name: proof(part) for part in (inner, *parts)}
    with zipfile.ZipFile(sound.root / "卷.zip", "w") as archive:
        for part in (inner, *parts):
            archive.write(part, part.name)
            part.unlink()
    about = entry(manifest, "图斑")
    if names_the_archive:
        about.update(path="卷.zip", sha256=proof(sound.root / "卷.zip"))
    else:
        listed = [{"path": f"卷.zip/{part.name}", "sha256": proofs[part.name]} for part in parts]
        about.update(path="卷.zip/图斑.shp", sha256=proofs["图斑.shp"], parts=listed)
    if not is_right:
        about["sha256"] = "0" * 64
    (sound.root / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    disc = check(sound.root)
    verified = verify_disc(sound.root)
    assert (disc.verdict == "fit") is is_right, disc.findings
    assert verified.is_proved is is_right, verified.findings
    assert not verified.has_extra_files
    assert bool(found(disc, "manifest.checksum")) is not is_right
