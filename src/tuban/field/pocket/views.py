"""The page of the pocket app and the files beside it: the same for everybody, so that a device may keep them.

Who is signed in is asked apart, over the line, and only to register a device.
"""

from __future__ import annotations

import json
from hashlib import sha256

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from tuban.values.errors import TubanError
from tuban.web.templatetags.bundle import BUILT, MANIFEST

_FOLDER = MANIFEST.parent
_INSTALLED = "pocket"
_INK, _PAPER = "#0b6e74", "#ffffff"
_BLOBS = ["blob:"]


class AppNotBuilt(TubanError):
    """The pocket app was not built: {file} is missing."""

    code = "pocket.not_built"
    hint = "Run script/frontend once, then load the page again."


@require_safe
@csp_update({"media-src": _BLOBS})
def shell(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Show the page of the app; it carries nothing of a person."""
    response = HttpResponse(_page())
    response["Cache-Control"] = "no-cache"
    response["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=(self)"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Return the service worker, led by what it keeps: the page, the bundle, the marks."""
    built = json.loads(_built("pocket-precache.json"))
    page = reverse("pocket:shell")
    beside = [
        reverse("pocket:manifest"),
        reverse("pocket:files"),
        *(static(f"{_INSTALLED}/{one}") for one in ("icon.svg", "icon-192.png")),
    ]
    files = [*(static(f"{BUILT}/{one}") for one in built["files"]), *beside]
    version = sha256("\n".join([built["version"], _page(), *files]).encode()).hexdigest()[:16]
    kept = json.dumps({"version": version, "shell": page, "files": files})
    response = HttpResponse(
        f"self.TUBAN_POCKET={kept};\n{_built('pocket-worker.js')}", "text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = page
    return response


@require_safe
def files(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Return the worker that has files of the browser's own. It stands in the folder of the app: without a line the
    service worker gives no other script to start a worker with."""
    response = HttpResponse(_built("pocket-files.js"), "text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Return what a browser needs to install the app."""
    page = reverse("pocket:shell")
    icons = [
        _icon("icon.svg", "any", "image/svg+xml"), _icon("icon-192.png", "192x192"), _icon("icon-512.png", "512x512"),
        {**_icon("icon-maskable-512.png", "512x512"), "purpose": "maskable"},
    ]  # fmt: skip
    told = {
        "id": page, "name": "图斑 · 外业随身", "short_name": "外业随身", "lang": "zh-CN", "start_url": page,
        "scope": page, "display": "standalone", "orientation": "any", "theme_color": _INK, "background_color": _PAPER,
        "icons": icons, "categories": ["government", "productivity"],
    }  # fmt: skip
    return HttpResponse(json.dumps(told, ensure_ascii=False), "application/manifest+json; charset=utf-8")


@require_GET
@never_cache
def session(request: HttpRequest) -> HttpResponse:
    """Tell the app who is signed in, for registering the device, and where one signs in."""
    user = request.user
    sign_in = f"{reverse('web:sign_in')}?next={reverse('pocket:shell')}"
    return JsonResponse(
        {"person": user.name if user.is_authenticated else "", "csrf": get_token(request), "sign_in": sign_in}
    )


def _icon(name: str, sizes: str, kind: str = "image/png") -> dict[str, str]:
    return {"src": static(f"{_INSTALLED}/{name}"), "sizes": sizes, "type": kind}


def _page() -> str:
    return render_to_string("pocket/shell.html", {"ink": _INK})


def _built(name: str) -> str:
    try:
        return (_FOLDER / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AppNotBuilt(file=name) from None
