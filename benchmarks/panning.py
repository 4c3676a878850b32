"""How smoothly the map pans in Chromium: ``python -m benchmarks.panning --url http://127.0.0.1:8000 --user zuzhi``.

Asks a running office of the practice county for its map, drags it to and fro at several zooms, and tells how long the
frames took. Fill its database with ``python -m benchmarks.tiles --patches 100000`` first.
"""

from __future__ import annotations

import argparse
import shutil
from typing import Any

from playwright.sync_api import sync_playwright

ZOOMS = (9, 11, 13, 15)
STEPS, STEP_PX = 60, 12
RECORD = """() => {
  window.frames_ = []; let last = performance.now();
  const next = (now) => { window.frames_.push(now - last); last = now; window.going_ = requestAnimationFrame(next); };
  window.going_ = requestAnimationFrame(next);
  window.long_ = [];
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.long_.push(one.duration); })
    .observe({ type: 'longtask' });
}"""
STOP = "() => { cancelAnimationFrame(window.going_); return [window.frames_.slice(1), window.long_]; }"


def sign_in(page: Any, url: str, user: str, password: str) -> None:
    """Sign in as somebody of the practice county."""
    page.goto(f"{url}/sign-in/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)


def drag(page: Any) -> None:
    """Drag the map to the left and back, as a hand does."""
    box = page.locator("#map").bounding_box()
    middle = box["y"] + box["height"] / 2
    for sign in (-1, 1):
        x = box["x"] + box["width"] * (0.9 if sign < 0 else 0.1)
        page.mouse.move(x, middle)
        page.mouse.down()
        for _step in range(STEPS):
            x += sign * STEP_PX
            page.mouse.move(x, middle)
            page.wait_for_timeout(8)
        page.mouse.up()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--user", default="zuzhi")
    parser.add_argument("--password", default="shifan-lianxi")
    parser.add_argument("--centre", default="113.7,31.6")
    parser.add_argument("--query", default="campaign=all&base=none")
    asked = parser.parse_args()
    # A machine without a graphics card draws on its processor; an emulated card would be slower than either.
    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, bypass_csp=True)
        page = context.new_page()
        sign_in(page, asked.url, asked.user, asked.password)
        print("zoom   frames   median ms   95 % ms   worst ms   over 50 ms   longest task ms")
        for zoom in ZOOMS:
            page.goto(f"{asked.url}/map/?{asked.query}&c={asked.centre}&z={zoom}")
            page.wait_for_selector(".map-count")
            page.wait_for_timeout(3000)
            drag(page)  # the tiles beside are fetched
            page.wait_for_timeout(3000)
            page.evaluate(RECORD)
            drag(page)
            frames, tasks = page.evaluate(STOP)
            frames.sort()
            over = sum(one > 50 for one in frames)
            middle, most = frames[len(frames) // 2], frames[int(len(frames) * 0.95)]
            print(f"{zoom:>4} {len(frames):>8} {middle:>11.1f} {most:>9.1f} {frames[-1]:>10.0f} {over:>12} "
                  f"{max(tasks, default=0):>17.0f}")  # fmt: skip
        browser.close()


if __name__ == "__main__":
    main()
