"""The bytes say in which encoding a text is; a wrong statement is found out in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.kernel.formats.encodings import GB18030, UTF8, canonical, decode_cut, of_file, of_values, python_codec

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=30)


@given(CHINESE, st.sampled_from([None, UTF8, GB18030]))
def test_utf8_is_known_whatever_is_declared(text, declared):
    assert of_values([text.encode()], declared).encoding == UTF8


@given(st.lists(CHINESE, min_size=3, max_size=8), st.sampled_from([None, UTF8, GB18030]))
def test_gbk_is_known_whatever_is_declared(texts, declared):
    texts = [*texts, "土地利用现状", "新增建设用地", "示范县东沟镇"]
    assert of_values([text.encode("gbk") for text in texts], declared).encoding == GB18030


@given(CHINESE, st.integers(1, 2))
def test_a_value_cut_in_its_last_character_does_not_mislead(text, cut):
    assert of_values([text.encode()[:-cut], "示范县".encode()]).encoding == UTF8
    decoded, was_cut = decode_cut(text.encode()[:-cut], UTF8)
    assert (decoded, was_cut) == (text[:-1], True)


def test_ascii_leaves_the_declared_encoding_in_force():
    found = of_values([b"990101"], GB18030)
    assert (found.encoding, found.plain) == (GB18030, True)


def test_bytes_of_no_known_encoding_are_not_guessed():
    assert of_values([b"\xff\xff\xff\xff", b"\x80\xff"]) is None


@pytest.mark.parametrize(
    ("name", "known"),
    [("GBK", GB18030), ("936", GB18030), ("ANSI 936", GB18030), ("utf8", UTF8), ("65001", UTF8), ("latin1", None),
     ("", None)],
)  # fmt: skip
def test_declared_names(name, known):
    assert canonical(name) == known


@given(CHINESE)
def test_a_file_is_read_as_it_was_written(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("text") / "a.csv"
    for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path.write_text(f"图斑编号,备注\n1,{text}土地利用\n", codec)
        assert text in path.read_text(python_codec(of_file(path).encoding))
