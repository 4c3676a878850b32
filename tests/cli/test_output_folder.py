"""A result folder appears whole or not at all."""

import os
import signal

import pytest

from tuban.cli.output_folder import MARK, FolderIsInUse, FolderIsNotOurs, whole_or_nothing


def files(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_finished_run_is_in_place_and_leaves_nothing_beside_it(tmp_path):
    with whole_or_nothing(tmp_path / "out") as draft:
        (draft / MARK).write_text("new")
    assert files(tmp_path / "out") == {MARK: "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_second_run_replaces_the_first_whole(tmp_path):
    for text in ("first", "second"):
        with whole_or_nothing(tmp_path / "out") as draft:
            (draft / MARK).write_text(text)
            (draft / text).write_text(text)
    assert files(tmp_path / "out") == {MARK: "second", "second": "second"}


@pytest.mark.parametrize("end", [RuntimeError, KeyboardInterrupt])
def test_a_failed_or_interrupted_run_leaves_the_folder_as_it_was(tmp_path, end):
    with whole_or_nothing(tmp_path / "out") as draft:
        (draft / MARK).write_text("good")

    def fail():
        with whole_or_nothing(tmp_path / "out") as draft:
            (draft / MARK).write_text("half")
            raise end

    with pytest.raises(end):
        fail()
    assert files(tmp_path / "out") == {MARK: "good"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_request_to_end_is_an_interruption(tmp_path):
    def end_in_the_middle():
        with whole_or_nothing(tmp_path / "out") as draft:
            (draft / "half").write_text("half")
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        end_in_the_middle()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "论文.docx").write_text("mine")
    with pytest.raises(FolderIsNotOurs), whole_or_nothing(tmp_path / "out"):
        pass
    assert files(tmp_path / "out") == {"论文.docx": "mine"}


def test_what_a_killed_run_left_is_cleared_and_the_earlier_result_given_back(tmp_path):
    dead = 2**22 - 3  # above the usual highest process id
    (tmp_path / f".out.{dead}.abc").mkdir()
    old = tmp_path / f".out.{dead}.abc.old"
    old.mkdir()
    (old / MARK).write_text("good")

    def fail():
        with whole_or_nothing(tmp_path / "out"):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert files(tmp_path / "out") == {MARK: "good"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_another_program_holds_keeps_its_results_and_says_so(tmp_path, monkeypatch):
    with whole_or_nothing(tmp_path / "out") as draft:
        (draft / MARK).write_text("good")

    def refuse(self, _target):
        raise PermissionError(13, "in use", str(self))

    def run_again():
        with whole_or_nothing(tmp_path / "out") as draft:
            (draft / MARK).write_text("new")
            monkeypatch.setattr("pathlib.Path.rename", refuse)

    with pytest.raises(FolderIsInUse) as caught:
        run_again()
    assert "out" in caught.value.message
    assert files(tmp_path / "out") == {MARK: "good"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
