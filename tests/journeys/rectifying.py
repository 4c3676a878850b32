"""Land is put right as people do it: the ways are set, one is declared done, accepted on site and signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image
from tests.journeys.people import PASSWORD

OTHERS = 5


def send(page: Any) -> None:
    """Send the form of the drawer, or of the page."""
    page.locator(".deed button[type=submit]").click()


def set_ways(page: Any, address: str) -> None:
    """Set the ways that are proposed, demolition among them: every other way is examined before."""
    page.goto(address)
    for number in range(1, OTHERS + 1):
        page.get_by_role("link", name="审查其他途径").click()
        page.locator("#drawer textarea").fill("不符合国土空间规划，无法补办")
        send(page)
        page.locator(".evidence-asked .is-there").nth(number - 1).wait_for()
    page.get_by_role("link", name="确定整改措施").click()
    page.locator("#drawer .deed").wait_for()
    send(page)
    page.get_by_role("heading", name="拆除复垦复绿").wait_for()


def take_proposals(page: Any, other: dict[str, Any]) -> None:
    """Set what is proposed for a patch that is ticked in the ledger."""
    page.goto(f"/rectification/?mine=0&q={other['number']}")
    page.get_by_label(f"选择 {other['number']}").check()
    page.get_by_role("button", name="采用建议措施").click()
    page.locator("form.card button.btn-primary").click()
    page.locator("tbody b", has_text="办理供地").first.wait_for()


def declare(page: Any, address: str, chosen: dict[str, Any], folder: Path, told: dict[str, str]) -> None:
    """Bring two photos and declare the way done: what is missing is said, then nothing is."""
    photos = []
    for name, shade in (("拆除前.jpg", 60), ("拆除后.jpg", 190)):
        Image.new("RGB", (640, 480), (shade, 140, 90)).save(folder / name)
        photos.append(str(folder / name))
    page.goto(f"/patches/{chosen['uuid']}/evidence/")
    page.set_input_files("#file", photos)
    page.get_by_role("button", name="添加证据").click()
    page.get_by_text("拆除后.jpg").first.wait_for()
    page.goto(address)
    page.get_by_role("link", name="申报完成").click()
    page.locator("#drawer .deed").wait_for()
    for name, value in told.items():
        page.fill(f"#drawer [name={name}]", value)
    page.select_option("#drawer [name=before]", index=1)
    page.select_option("#drawer [name=after]", index=2)
    send(page)
    page.locator("#drawer [role=alert]", has_text="确定措施后实测的边界").wait_for()
    page.fill("#drawer [name=boundary]", chosen["corners"])
    page.fill("#drawer [name=text]", "建筑已拆除，土地已复耕")
    send(page)
    page.locator(".state", has_text="已申报完成").first.wait_for()


def accept(page: Any, chosen: dict[str, Any]) -> None:
    """Two look on site and accept."""
    page.goto("/rectification/on-site/")
    page.get_by_role("link", name=f"现场验收 {chosen['number']}").click()
    page.get_by_label("通过", exact=True).check()
    page.fill("[name=persons]", "秦执法、吴执法")
    page.fill("[name=text]", "现场与申报一致，已复耕")
    send(page)
    page.locator(".state", has_text="现场验收通过").first.wait_for()


def sign(page: Any, chosen: dict[str, Any]) -> None:
    """Sign the acceptance."""
    page.goto("/rectification/on-site/")
    page.get_by_role("link", name=f"签字 {chosen['number']}").click()
    page.fill("[name=password]", PASSWORD)
    send(page)
    page.wait_for_url("**/rectification/")
