"""What the tutorials tell people to press stands on the pages of the product, in these words."""

import re
from pathlib import Path

import pytest
from tests.message_catalogue import merged

DOCS = Path(__file__).parents[2] / "docs"
WALKED = (
    "zh/tutorial/first-day-in-the-office.md",
    "zh/how-to/train-in-the-practice-county.md",
    "tutorial/first-signature.md",
)
"""Pages that lead through the office click by click; what they quote is a label."""
QUOTED = re.compile("“([^”]+)”")


def messages() -> str:
    """Return what the product says, in both languages."""
    said = {
        text
        for one in merged()
        for side in (one.id, one.string)
        for text in ((side,) if isinstance(side, str) else side)
    }
    return "\n".join(said)


def labels_that_nothing_says(text: str) -> list[str]:
    """Return what a page quotes that no message says; … stands for what differs from county to county."""
    known = messages()
    quoted = dict.fromkeys(QUOTED.findall(re.sub(r"```.*?```|(?<=\w)\n(?=\w)", " ", text, flags=re.DOTALL)))
    return [one for one in quoted if not all(piece.strip() in known for piece in re.split("[…→]", one))]


@pytest.mark.parametrize("name", WALKED)
def test_every_label_of_a_walk_is_one_of_the_product(name):
    assert not labels_that_nothing_says((DOCS / name).read_text("utf-8"))


def test_a_label_that_was_renamed_would_be_noticed():
    assert labels_that_nothing_says("点“确认并载入光碟”，再点“确认并载入”。") == ["确认并载入光碟"]
