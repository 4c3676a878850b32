"""Links of the documentation lead somewhere, and the commands that it shows exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from tests.manual.command_page import tree

from tuban.cli import commands

ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "samples").rglob("*.md")})
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?\)")
FENCE = re.compile(r"^( *)(```+).*?^\1\2 *$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
HEADING = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)
CALL = re.compile(r"(?:^|\$ )(?:script/|\.venv/bin/)?tuban +([^#|><;]+)")


def anchors(page: Path) -> set[str]:
    """Return the anchors that a renderer makes of the headings of a page."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    made = (re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip() for heading in HEADING.findall(text))
    return {heading.replace(" ", "-") for heading in made}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_resolves(page):
    text = CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))
    broken = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _hash, anchor = unquote(target).partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(target)
    assert not broken


INDEXES = {
    "docs/zh/README.md": [ROOT / "docs/zh" / name for name in ("tutorial", "how-to", "reference", "explanation")],
    "docs/README.md": [ROOT / "docs" / name for name in ("tutorial", "how-to", "reference", "explanation")],
}
ROLES = (
    "外业调查员", "乡镇填报员", "县里各股室", "卫片办主任", "局长、领导小组组长", "县里其他部门", "市、省审核员",
    "督察员", "三个管理员", "开发者",
)  # fmt: skip


@pytest.mark.parametrize("index", INDEXES)
def test_every_page_of_the_four_kinds_is_reached_from_its_index(index):
    page = ROOT / index
    targets = LINK.findall(page.read_text("utf-8"))
    linked = {(page.parent / unquote(one).partition("#")[0]).resolve() for one in targets}
    left_out = [
        str(one.relative_to(ROOT)) for folder in INDEXES[index] for one in folder.glob("*.md") if one not in linked
    ]
    assert not left_out


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_led_to_a_task_of_its_own(role):
    rows = (ROOT / "docs/zh/README.md").read_text("utf-8").splitlines()
    row = next(one for one in rows if one.startswith(f"| {role} |"))
    assert "](how-to/" in row


def calls(page: Path) -> Iterator[str]:
    """Yield what follows ``tuban`` in every line of code of a page."""
    text = page.read_text(encoding="utf-8")
    blocks = [found.group(0) for found in FENCE.finditer(text)]
    spans = [span.strip("`") for span in CODE.findall(FENCE.sub("", text))]
    indented = [line for line in FENCE.sub("", text).splitlines() if line.startswith("    ")]
    for line in [*"\n".join(blocks).replace("\\\n", " ").splitlines(), *spans, *indented]:
        found = CALL.search(line.strip())
        if found is not None:
            yield found.group(1).strip()


def fault(call: str) -> str:
    """Return what a call names that the command line does not have; empty where all is known."""
    words = re.sub(r"[\[\]\\'\"]", " ", call).split()
    known: dict[tuple[str, ...], click.Command] = {(): commands, **dict(tree())}
    path: tuple[str, ...] = ()
    while words and (*path, words[0]) in known:
        path = (*path, words.pop(0))
    command = known[path]
    usual = getattr(command, "usual", "")  # what a group does whose first word is none of its commands
    if usual and words and words[0] not in ("--help", "-h"):
        command = known[*path, usual]
    if isinstance(command, click.Group) and words and not words[0].startswith(("-", "…", "COMMAND", "ARGS")):
        return f"no command {words[0]!r}"
    options = {name for one in command.params for name in (*one.opts, *one.secondary_opts) if name.startswith("-")}
    options |= {"--help", "-h"}
    unknown = [word for word in words if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in options]
    return f"no option {unknown}" if unknown else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_exists(page):
    faults = {call: why for call in calls(page) if (why := fault(call))}
    assert not faults


def test_a_wrong_command_or_option_would_be_noticed():
    assert fault("lawbook dif packaged") == "no command 'dif'"
    assert "--loc" in fault("inspect 光盘 -o 结果 --loc 本县")
    assert not fault("disc check 光盘.zip --page 体检.html")


def test_the_manual_shows_commands():
    manual = [call for page in (ROOT / "docs/zh").rglob("*.md") for call in calls(page)]
    assert len(manual) > 50
