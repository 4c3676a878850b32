"""A file appears whole or not at all."""

import os

import pytest

from tuban.values.whole_file import OutputCannotBeWritten, OutputFolderMissing, check_place, whole_file, write_whole


def test_what_was_written_takes_its_place_and_leaves_nothing_beside_it(tmp_path):
    write_whole(tmp_path / "表.xlsx", b"new")
    write_whole(tmp_path / "表.xlsx", "newer\r\n")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("表.xlsx", b"newer\r\n")]


def _half_and_break(draft):
    draft.write_text("half")
    raise ZeroDivisionError


def test_a_failure_leaves_what_was_there(tmp_path):
    file = tmp_path / "a.gpkg"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(file) as draft:
        _half_and_break(draft)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a.gpkg", "old")]


def test_a_draft_keeps_the_suffix_for_programs_that_go_by_it(tmp_path):
    with whole_file(tmp_path / "a.b.xlsx") as draft:
        draft.touch()
        assert (draft.suffix, draft.parent) == (".xlsx", tmp_path)


def test_a_place_where_nothing_can_be_written_gets_a_sentence(tmp_path):
    with pytest.raises(OutputFolderMissing):
        write_whole(tmp_path / "none" / "a.txt", "x")
    with pytest.raises(OutputCannotBeWritten, match=str(tmp_path)):
        check_place(tmp_path)


def test_a_full_disk_gets_a_sentence_and_another_files_error_stays_its_own(tmp_path):
    file = tmp_path / "a.txt"
    with pytest.raises(OutputCannotBeWritten), whole_file(file):
        raise OSError(28, os.strerror(28))
    with pytest.raises(FileNotFoundError), whole_file(file):
        (tmp_path / "font.ttf").read_bytes()
    assert not list(tmp_path.iterdir())
