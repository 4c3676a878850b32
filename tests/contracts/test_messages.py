"""Every message of the code can be read in Chinese, with the same blanks to fill."""

import string
from pathlib import Path

import click
import pytest
from tests.message_catalogue import (
    COMPILED,
    FOR_DJANGO,
    ROOT,
    compiled,
    merged,
    messages_in_code,
    messages_in_templates,
    plurals_in_templates,
    texts_in,
)

pytestmark = pytest.mark.xdist_group("messages")  # one worker reads the code


def blanks(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_every_message_is_translated():
    catalogue = merged()
    missing = {
        text: where
        for text, where in {**messages_in_code(), **messages_in_templates()}.items()
        if text and not getattr(catalogue.get(text), "string", "")
    }
    assert not missing, missing


def test_a_translation_has_the_blanks_of_its_message():
    wrong = [
        message.id
        for message in merged()
        if message.id and not message.pluralizable
        and blanks(message.id) != blanks(message.string)
    ]  # fmt: skip
    assert not wrong


def test_the_shipped_catalogue_is_the_compiled_one():
    assert COMPILED.read_bytes() == FOR_DJANGO.read_bytes() == compiled(), "run script/messages"


def test_no_translation_outlives_its_message():
    said = (
        texts_in(ROOT / "src/tuban")
        | set(messages_in_templates())
        | plurals_in_templates()
        | texts_in(Path(click.__file__).parent)
        | {""}
    )
    orphans = [
        id
        for message in merged()
        for id in (message.id if message.pluralizable else (message.id,))
        if id not in said
    ]  # fmt: skip
    assert not orphans
