"""Look at the gallery in Chromium: a picture of every page at three sizes, its accessibility (axe, AA) and its console.

``python frontend/gallery/look.py [FOLDER]`` after ``gallery.py``; ends with 1 when a page has a violation, an error, is
wider than the screen or asks another host. The pages are served under the policy that the office uses: no inline
script, no inline style, no eval.
"""

from __future__ import annotations

import http.server
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gallery import HERE, OUT, WEB
from playwright.sync_api import Page, sync_playwright

SIZES = {"desk": (1366, 768), "phone": (390, 844), "zoomed": (683, 384)}
"""The last is the first read at 200 %."""
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
AXE = HERE.parent / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the gallery and the bundle."""

    def translate_path(self, path: str) -> str:
        """Return the file of an address: /static/ is the built bundle, all else the gallery."""
        path = urlsplit(path).path.lstrip("/")
        return str(WEB / path) if path.startswith("static/") else str(OUT / path)

    def end_headers(self) -> None:
        """Add the policy of the office to every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, each with the first element it means."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)["violations"]
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:160]} {each['nodes'][0]['any'][:1]}"
        for each in found
    ]


def look(pictures: Path) -> list[str]:
    """Take every picture and return what is wrong."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}"
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name in sorted(path.stem for path in OUT.glob("*.html")):
            for size, (width, height) in SIZES.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                found = look_at(page, host, name)
                page.screenshot(path=pictures / f"{name}-{size}.png")
                wrong += [f"{name} {size}: {each}" for each in [*found, *violations(page)]]
                page.close()
        browser.close()
    server.shutdown()
    return wrong


def look_at(page: Page, host: str, name: str) -> list[str]:
    """Open one page and return what it complains of, whom else it asks, and how far it sticks out."""
    wrong: list[str] = []
    page.on("console", lambda said: said.type in {"error", "warning"} and wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: request.url.startswith(host) or wrong.append(f"asks {request.url}"))
    page.route("**/jobs/*", lambda route: route.fulfill(status=204))
    page.goto(f"{host}/{name}.html")
    page.wait_for_load_state("load")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*wrong, f"{wide} px too wide"] if wide > 0 else wrong


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    problems = look(folder)
    sys.stdout.write("\n".join([*problems, f"{len(problems)} problems; pictures in {folder}", ""]))
    sys.exit(bool(problems))
