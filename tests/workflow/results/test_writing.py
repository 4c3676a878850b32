"""Results of a loaded campaign: whole or not at all, with what they rest on, and of whom they are."""

from __future__ import annotations

import hashlib

import pytest
import shapely
from python_calamine import CalamineWorkbook

from tuban.jobs import queue
from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow import store
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.models import Material
from tuban.workflow.comparison.actions import split_and_compare
from tuban.workflow.patches.models import Patch
from tuban.workflow.practice.actions import reset
from tuban.workflow.results.actions import GroupUnknown, NothingWanted, write
from tuban.workflow.results.models import Contradiction, Result, ResultFile
from tuban.workflow.results.queries import behind, contradictions_seen_by, files_seen_by, newest
from tuban.workflow.results.taking import taken_archive

pytestmark = pytest.mark.django_db(transaction=True)
LIGHT = ["forms", "lists", "cards", "data"]


@pytest.fixture
def written(campaign, acting) -> Result:
    """Results without sheets and reports."""
    made = write(campaign, by=acting("zuzhi"), groups=LIGHT)
    job = do(made.job_id)
    assert job.state == Job.State.DONE, job.error
    return Result.objects.get(pk=made.pk)


def texts_of(result: Result, sheet: str) -> list[str]:
    """What stands in the cells of a sheet of the forms, numbers as they are printed."""
    file = ResultFile.objects.get(result=result, path="统计表.xlsx")
    book = CalamineWorkbook.from_path(str(store.found(file.checksum, file.suffix)))
    return [_text(cell) for line in book.get_sheet_by_name(sheet).to_python() for cell in line]


def _text(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


@pytest.mark.seed("C1")
@pytest.mark.seed("L7")
def test_results_are_whole_and_say_what_they_rest_on(campaign, acting, written):
    paths = set(ResultFile.objects.filter(result=written).values_list("path", flat=True))
    assert {"统计表.xlsx", "矛盾对照表.xlsx", "矛盾与待查明清单.xlsx", "准备资料清单.xlsx", "图斑判定.gpkg"} <= paths
    assert {"index.html", "导入体检.html", "导入证明.json", "run.json"} <= paths
    assert not any(path.startswith(("卫片图", "万分之一图")) for path in paths)
    assert written.whole_at is not None
    assert (len(written.disc_checksum), len(written.lawbook_edition)) == (64, 64)
    assert {one["role"] for one in written.editions} >= {"patches", "boundaries", "basic_farmland"}
    for file in ResultFile.objects.filter(result=written)[:5]:
        content = store.found(file.checksum, file.suffix).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.checksum, file.size)
    line = Line.objects.get(action="results.written")
    assert line.details["disc"] == written.disc_checksum
    assert line.person_name == "赵组织"


def test_the_same_disc_gives_the_same_bytes_again(campaign, acting, written):
    again = write(campaign, by=acting("guzhang"), groups=LIGHT)
    assert do(again.job_id).state == Job.State.DONE

    def sums(result):
        return dict(ResultFile.objects.filter(result=result).exclude(kind="run").values_list("path", "checksum"))

    assert sums(written) == sums(again)
    assert newest(acting("zuzhi"), campaign).pk == again.pk


def test_values_of_the_campaign_are_used_and_stated(campaign, acting):
    path, reached = "accountability/remind_line", "accountability/remind_line_includes_equal"
    campaign.parameters = {path: {"value": 0.0, "because": "试"}, reached: {"value": True, "because": "试"}}
    campaign.save()
    made = write(campaign, by=acting("zuzhi"), groups=["forms"])
    assert do(made.job_id).state == Job.State.DONE
    made.refresh_from_db()
    assert made.own_values[path]["value"] == 0
    assert "提醒" in texts_of(made, "问责比例"), "the line that the campaign laid is reached by any ratio"
    campaign.parameters = {}
    campaign.save()
    assert behind(acting("zuzhi"), made).are_other_values


def test_the_checklist_tells_what_was_registered_in_the_office(campaign, acting):
    row = Material.objects.filter(campaign=campaign).first()
    Material.objects.filter(pk=row.pk).update(keeper="档案室王某", version=2)
    made = write(campaign, by=acting("diji"), groups=["lists"])
    assert do(made.job_id).state == Job.State.DONE
    file = ResultFile.objects.get(result=made, path="准备资料清单.xlsx")
    book = CalamineWorkbook.from_path(str(store.found(file.checksum, file.suffix)))
    cells = [
        str(cell) for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python() for cell in line
    ]
    assert "档案室王某" in cells


@pytest.mark.seed("O1")
def test_a_township_has_its_own_cards_and_contradictions_only(acting, written):
    clerk, county = acting("xiang01"), acting("zuzhi")
    own = set(files_seen_by(clerk, written).values_list("path", flat=True))
    assert own
    assert own < set(files_seen_by(county, written).values_list("path", flat=True))
    assert all(path.startswith(("登记卡", "查处卡", "影像对照")) for path in own)
    assert not any("乙岭镇" in path for path in own)
    seen = contradictions_seen_by(clerk, written)
    assert set(seen.values_list("township_code", flat=True)) <= {"990101001"}
    assert seen.count() < Contradiction.objects.filter(result=written).count()
    assert not files_seen_by(acting("xitong"), written).exists()


def test_who_may_not_reads_why(campaign, acting):
    for username in ("xiang01", "juzhang", "waiye", "xitong"):
        with pytest.raises(Refused):
            write(campaign, by=acting(username), groups=LIGHT)
    assert not Result.objects.exists()
    with pytest.raises(GroupUnknown):
        write(campaign, by=acting("zuzhi"), groups=["everything"])
    with pytest.raises(NothingWanted):
        write(campaign, by=acting("zuzhi"), groups=[])


def test_two_who_ask_at_once_get_one_run(campaign, acting):
    write(campaign, by=acting("zuzhi"), groups=LIGHT)
    with pytest.raises(Refused):
        write(campaign, by=acting("diji"), groups=LIGHT)


def test_a_run_that_is_stopped_leaves_nothing_and_goes_on_when_asked(campaign, acting, monkeypatch, settings):
    from tuban.workflow.results import writing

    made = write(campaign, by=acting("zuzhi"), groups=["forms"])
    enter = writing._entered

    def stopped(run, *rest):
        queue.stop(run.job)
        run.progress("最后一步", 1, 1)
        return enter(run, *rest)

    monkeypatch.setattr(writing, "_entered", stopped)
    assert do(made.job_id).state == Job.State.CANCELLED
    assert not ResultFile.objects.exists()
    assert not Contradiction.objects.exists()
    assert newest(acting("zuzhi"), campaign) is None
    assert not list(settings.HOME.work.glob(f"{made.job_id}*"))
    monkeypatch.setattr(writing, "_entered", enter)
    queue.again(Job.objects.get(pk=made.job_id))
    assert do(made.job_id).state == Job.State.DONE
    assert newest(acting("zuzhi"), campaign).pk == made.pk


def test_patches_that_changed_since_are_counted(acting, written):
    by = acting("zuzhi")
    assert behind(by, written).patches == 0
    patch = Patch.objects.filter(campaign=written.campaign, township_code="990101001", fate="active").first()
    west, south, east, north = patch.geometry.extent
    middle = (west + east) / 2
    split_and_compare(
        patch, by=by, expected_version=patch.version, reason="权属不同",
        cut_by=[shapely.LineString([(middle, south - 1), (middle, north + 1)])],
    )  # fmt: skip
    told = behind(by, written)
    assert (told.split, told.compared, told.patches) == (1, 0, 1)
    assert behind(acting("xiang01"), written).patches == 1
    assert behind(acting("xiang02"), written).patches == 0


def test_a_reset_of_practice_drops_the_results(acting, written):
    job = reset(written.campaign, by=acting("zuzhi"), reason="重来")
    assert do(job.pk).state == Job.State.DONE
    assert not Result.objects.exists()
    assert not Contradiction.objects.exists()
    assert newest(acting("zuzhi"), written.campaign) is None


def test_the_archive_holds_what_is_theirs_and_is_written_down(acting, written, tmp_path):
    import zipfile

    clerk = acting("xiang01")
    packed = tmp_path / "all.zip"
    packed.write_bytes(b"".join(taken_archive(clerk, written)))
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == set(files_seen_by(clerk, written).values_list("path", flat=True))
    assert Line.objects.filter(action="results.take", person_id=clerk.person_id).count() == 1
