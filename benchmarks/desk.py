"""How quickly images are judged at the desk: ``python -m benchmarks.desk --url http://127.0.0.1:8000 --user diji``.

Sits at the desk of a running office of the practice county, looks at each patch for a while, presses the key of what
the field found there (``1`` where nobody knows), and tells how many patches an hour that makes and how long the next
patch took to appear: from the key going down to both pictures being on the screen. ``--record FILE`` keeps a trace of
Playwright with a picture of every step.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.panning import sign_in

WATCH = """() => {
  window.times_ = []; window.late_ = 0; let pressed = 0;
  addEventListener('keydown', () => { pressed = performance.now(); }, true);
  const desk = document.querySelector('#desk');
  new MutationObserver(() => {
    if (!pressed) return;
    window.times_.push(performance.now() - pressed); pressed = 0;
    if ([...desk.querySelectorAll('figure img')].some((image) => !image.hidden && !image.complete)) window.late_ += 1;
  }).observe(desk, { attributes: true, attributeFilter: ['data-shown-patch'] });
}"""
KEY = """() => {
  const said = document.querySelector('[data-desk=found]');
  const same = document.querySelector('[data-deed=as_proposed]');
  return said.hidden || same.getAttribute('aria-disabled') === 'true' ? '1' : 'a';
}"""


def judge(page: Any, patches: int, look: float) -> float:
    """Judge some patches; returns the seconds it took."""
    begun = time.monotonic()
    for _each in range(patches):
        before = page.locator("#desk").get_attribute("data-shown-patch")
        page.wait_for_timeout(look * 1000)
        page.keyboard.press(page.evaluate(KEY))
        page.wait_for_function(
            "before => document.querySelector('#desk').dataset.shownPatch !== before", arg=before, polling=5
        )
    return time.monotonic() - begun


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--user", default="diji")
    parser.add_argument("--password", default="shifan-lianxi")
    parser.add_argument("--patches", type=int, default=150)
    parser.add_argument("--look", type=float, default=0.5, help="seconds that a patch is looked at")
    parser.add_argument("--record", default="")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        if asked.record:
            context.tracing.start(screenshots=True, snapshots=False)
        page = context.new_page()
        sign_in(page, asked.url, asked.user, asked.password)
        page.goto(f"{asked.url}/desk/")
        page.wait_for_selector("#desk[data-shown-patch]")
        page.evaluate(WATCH)
        spent = judge(page, asked.patches, asked.look)
        times, late = page.evaluate("() => [window.times_, window.late_]")
        if asked.record:
            context.tracing.stop(path=asked.record)
        browser.close()
    times.sort()
    overhead = spent / asked.patches - asked.look
    print(f"{asked.patches} patches in {spent:.0f} s, each looked at for {asked.look:g} s")
    print(f"patches an hour: {3600 * asked.patches / spent:.0f}")
    print(f"patches an hour for a person who looks 10 s: {3600 / (10 + overhead):.0f}")
    median, last = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"next patch: median {median:.0f} ms, 95 of 100 within {last:.0f} ms, worst {times[-1]:.0f} ms")
    print(f"patches whose pictures were not ready: {late}")


if __name__ == "__main__":
    main()
