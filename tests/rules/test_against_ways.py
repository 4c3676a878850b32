"""A way of rectification and a penalty that do not go together are told; what nobody decided stays unknown."""

from tuban.rules import rulebook
from tuban.rules.against_ways import against

LAW = rulebook.load()


def test_demolishing_what_is_confiscated_is_told_and_what_is_only_partly_confiscated_too():
    (alone,) = against({"demolish", "file_case"}, {"return", "confiscate"}, LAW)
    assert (alone.way, alone.is_unknown, "不得拆除" in alone.says) == ("demolish", False, True)
    (both,) = against({"demolish"}, {"confiscate", "demolish"}, LAW)
    assert "只能拆除不符合规划的部分" in both.says
    assert against({"demolish"}, {"demolish", "fine"}, LAW) == ()


def test_regularising_what_is_to_be_pulled_down_is_told():
    assert [one.way for one in against({"supply"}, {"demolish"}, LAW)] == ["supply"]
    assert against({"supply"}, {"fine"}, LAW) == ()


def test_a_case_that_says_nothing_yet_leaves_it_open_whether_demolition_goes_with_it():
    (one,) = against({"demolish"}, None, LAW)
    assert one.is_unknown
    assert against({"supply"}, None, LAW) == ()
    assert against({"demolish"}, set(), LAW) == ()
