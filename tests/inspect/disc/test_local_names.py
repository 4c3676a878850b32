"""A province calls files and columns by names of its own; they are laid over ours and hold nowhere else."""

import pytest
from tests.inspect.disc.conftest import boundary_frame, patch_frame

from tuban.inspect.disc.fields import known_names, local_names, roles
from tuban.rules.rulebook import load
from tuban.rules.strict_yaml import LawbookFault

NAMES = """
patches:
  names: [疑似问题地块]
  fields:
    number: [XSDM, 问题地块代码]
    monitored_area: [DKJCMJ]
    image_after: [SJXSJ]
"""


@pytest.fixture
def province(tmp_path):
    folder = tmp_path / "某省"
    folder.mkdir()
    (folder / "fields.yaml").write_text(NAMES, encoding="utf-8")
    return folder


@pytest.fixture
def foreign(shelf):
    frame = patch_frame().rename(columns={"JCBH": "XSDM", "JCMJ": "DKJCMJ", "HSX": "SJXSJ"})
    shelf.geopackage(frame, "疑似问题地块")
    shelf.geopackage(boundary_frame(), "行政区")
    return shelf.root


def test_names_of_a_province_make_its_files_readable(foreign, province, check):
    assert check(foreign, yes=True, strict=False).verdict == "unfit"
    with local_names(province):
        disc = check(foreign, yes=True, strict=False)
    assert disc.verdict == "fit"
    assert {layer.role: layer.count for layer in disc.layers["patches"]} == {"patches": 5}
    proposal = next(each for each in disc.proposals if each.role == "patches")
    assert (proposal.fields["number"], proposal.fields["monitored_area"]) == ("XSDM", "DKJCMJ")


def test_they_hold_inside_the_block_alone(province):
    before = known_names()
    with local_names(province):
        assert "xsdm" in known_names()
        assert roles()["patches"].fields["number"].aliases[1] == "XSDM"
    assert known_names() == before
    with local_names(None):
        assert known_names() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("patchs:\n  names: [x]\n", "patches"),
        ("patches:\n  fields:\n    numbr: [XSDM]\n", "number"),
        ("patches:\n  alias: [x]\n", "alias"),
        ("patches: [x]\n", "mapping"),
        ("patches:\n  fields:\n    number: XSDM\n", "number"),
    ],
)
def test_a_word_that_is_none_of_ours_is_refused_with_its_line(province, text, said):
    (province / "fields.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LawbookFault) as refused, local_names(province):
        pass
    assert "某省/fields.yaml:" in refused.value.message
    assert said in refused.value.message


def test_the_names_are_part_of_the_edition(province):
    assert load(local=province).edition != load().edition
