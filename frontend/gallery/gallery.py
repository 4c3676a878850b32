"""Render the frame and every part with data of the practice county, for looking at them without a server.

``python frontend/gallery/gallery.py`` writes HTML pages to ``frontend/gallery/out``; ``look.py`` shows and checks them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUT = HERE / "out"
WEB = ROOT / "src/tuban/web"
sys.path.insert(0, str(HERE))


def prepare() -> None:
    """Set Django up with no more than templates and the Chinese messages."""
    OUT.mkdir(exist_ok=True)
    settings.configure(
        LANGUAGE_CODE="zh-hans",
        LOCALE_PATHS=[ROOT / "src/tuban/locale"],
        STATIC_URL="/static/",
        USE_TZ=True,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [WEB / "templates", HERE / "templates"],
                "OPTIONS": {
                    "libraries": {"bundle": "tuban.web.templatetags.bundle"},
                    "context_processors": ["django.template.context_processors.i18n"],
                },
            }
        ],
    )
    django.setup()


def render() -> list[str]:
    """Write every page and return their names."""
    from django.http import HttpRequest
    from django.template.loader import render_to_string
    from django.utils import translation
    from practice import PAGES, in_english

    written = []
    for name, (template, context) in PAGES.items():
        for language, suffix, data in (("zh-hans", "", context), ("en", "_en", in_english(context))):
            if suffix and name not in {"my_day", "sign_in"}:
                continue
            with translation.override(language):
                page: dict[str, Any] = {"csrf_token": "gallery", **data}
                text = render_to_string(template, page, request=HttpRequest())
            (OUT / f"{name}{suffix}.html").write_text(text, encoding="utf-8")
            written.append(f"{name}{suffix}")
    return written


if __name__ == "__main__":
    prepare()
    sys.stdout.write(f"{OUT.relative_to(ROOT)}: {', '.join(render())}\n")
