import json

import pytest

from tuban.web.templatetags import bundle

MANIFEST = {
    "desk/desk.ts": {"file": "assets/desk-1.js", "css": ["assets/desk-1.css"], "imports": ["_htmx.js"]},
    "_htmx.js": {"file": "assets/htmx-1.js"},
    "desk/before_paint.ts": {"file": "assets/before-1.js"},
    "sprite.svg": {"file": "assets/sprite-1.svg"},
}


@pytest.fixture
def manifest(tmp_path, monkeypatch):
    """A bundle as Vite describes it, without building one."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST), encoding="utf-8")
    monkeypatch.setattr(bundle, "MANIFEST", path)
    return path
