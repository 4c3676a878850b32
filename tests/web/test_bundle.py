"""Pages name what the front end built, and only what it built."""

import json
import os
import re

import pytest
from tests.message_catalogue import ROOT

from tuban.web.templatetags import bundle

ICONS = re.compile(r'^  "([\w-]+)",$', re.MULTILINE)


def test_an_entry_is_its_styles_what_it_imports_and_one_module(manifest):
    html = bundle.bundle("desk")
    assert '<link rel="stylesheet" href="/static/tuban/assets/desk-1.css">' in html
    assert '<link rel="modulepreload" href="/static/tuban/assets/htmx-1.js">' in html
    assert html.endswith('<script type="module" src="/static/tuban/assets/desk-1.js"></script>')


def test_what_runs_before_the_first_paint_is_no_module(manifest):
    assert bundle.bundle_before_paint() == '<script src="/static/tuban/assets/before-1.js"></script>'


def test_a_bundle_built_anew_is_taken_without_a_restart(manifest):
    assert "desk-1.js" in bundle.bundle("desk")
    manifest.write_text(json.dumps({"desk/desk.ts": {"file": "assets/desk-2.js"}}), encoding="utf-8")
    os.utime(manifest, ns=(1, 1))
    assert "desk-2.js" in bundle.bundle("desk")


def test_a_bundle_that_was_not_built_is_told_with_what_to_do(manifest):
    manifest.unlink()
    with pytest.raises(bundle.BundleMissing) as told:
        bundle.bundle("desk")
    assert "desk/desk.ts" in told.value.message
    assert "script/frontend" in told.value.advice


def test_every_icon_that_a_page_names_is_in_the_sprite():
    known = set(ICONS.findall((ROOT / "frontend/shared/icons.ts").read_text(encoding="utf-8")))
    named = {
        (path.name, name)
        for path in (ROOT / "src/tuban/web").rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text(encoding="utf-8"))
    }
    assert known
    assert named
    assert not {(page, name) for page, name in named if name not in known}


def test_every_icon_of_the_rail_is_in_the_sprite():
    from tuban.web import frame

    known = set(ICONS.findall((ROOT / "frontend/shared/icons.ts").read_text(encoding="utf-8")))
    assert not {icon for _key, _title, icon, _name in frame._RAIL} - known


def test_the_lock_names_no_place_to_download_from():
    lock = (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "://" not in lock
    assert '"integrity"' in lock
