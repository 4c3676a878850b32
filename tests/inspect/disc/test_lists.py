"""The four issued lists, and what the satellite did not see (requirement D4)."""

import pyarrow.parquet as pq
import pytest
from tests.inspect.disc.conftest import patch_frame

pytestmark = pytest.mark.seed("D4")


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Y", "suspected"), ("疑似新增建设用地图斑", "suspected"), ("疑似新增", "suspected"),
        ("W", "unapproved"), ("本年未批先建", "unapproved"), ("“本年未批先建”地块", "unapproved"), ("违法", None),
        ("B", "approved"), ("b", "approved"), ("本年批准本年建设", "approved"),
        ("PJ", "earlier_approved"), ("往年批而未用本年实地已建设", "earlier_approved"),
        ("Z", "outside"), ("卫片外", "outside"),
    ],
)  # fmt: skip
def test_a_patch_says_its_list_by_mark_or_by_name(shelf, check, written, slug):
    shelf.geopackage(patch_frame(1, LY=[written]), "图斑")
    disc = check(shelf.root)
    assert pq.read_table(disc.layers["patches"][0].path).column("list").to_pylist() == [slug]
    told = {finding.code for finding in disc.findings} & {"value.unknown_code", "patches.list_unknown"}
    assert told == (set() if slug else {"value.unknown_code", "patches.list_unknown"})
