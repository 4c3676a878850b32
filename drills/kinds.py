"""The kinds of work in which the power is cut: how the office stands before, what is done, what must be so after."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, Protocol

from drills.children import Tell
from drills.office import Office, acting, digest_of, start_again


class Kind(Protocol):
    """A kind of work."""

    name: str

    def prepare(self, office: Office) -> None:
        """Bring the office to where the work is accepted but not begun, and keep it under the name of the kind."""

    def act(self, tell: Tell) -> None:
        """Do the work; ``tell`` what the office acknowledged to somebody outside."""

    def seen(self) -> Any:
        """Return what a reader sees of its result, without the hour."""

    def half(self, told: tuple[Any, ...]) -> list[str]:
        """Return what is neither all nor nothing, and what was acknowledged and is not there."""

    def go_on(self, told: tuple[Any, ...]) -> None:
        """Start the office again, and let whoever was interrupted go on."""


class _Job:
    """Work that a worker takes from the queue."""

    def act(self, _tell: Tell) -> None:
        """Do what waits, as a worker does."""
        start_again()

    def go_on(self, _told: tuple[Any, ...]) -> None:
        """Start the office again."""
        start_again()


def _lines(action: str) -> int:
    from tuban.workflow.audit.models import Line

    return Line.objects.filter(action=action, is_refused=False).count()


class Import(_Job):
    """A disc that was confirmed is loaded."""

    name = "import"

    def prepare(self, office: Office) -> None:
        """Upload the disc, have it checked, confirm it."""
        office.begun(self.name, "founded", lambda: self._confirmed(office.disc))

    def _confirmed(self, disc: Path) -> None:
        from io import BytesIO

        from tuban.workflow.patches.arrivals import actions, files
        from tuban.workflow.patches.models import Arrival

        by = acting("zuzhi")
        paths = sorted(one for one in disc.rglob("*") if one.is_file())
        announced = [actions.Announced(one.relative_to(disc).as_posix(), one.stat().st_size) for one in paths]
        arrival = actions.begin_arrival(by=by, name="光盘", announced=announced)
        for upload in files.uploads_of(arrival):
            content = (disc / upload.path).read_bytes()
            upload.begin()
            if content:
                upload.write(BytesIO(content), offset=0, length=len(content))
        actions.check(arrival, by=by)
        start_again()
        arrival = Arrival.objects.get(pk=arrival.pk)
        assert arrival.state == Arrival.State.CHECKED, (arrival.state, arrival.findings)
        actions.confirm(arrival, by=by, version=arrival.version)

    def seen(self) -> Any:
        """Patches, parts and judgements by content, editions of layers, lines of the audit."""
        from tuban.workflow.comparison.models import Comparison, Picture
        from tuban.workflow.layers.models import Edition
        from tuban.workflow.patches.models import Patch

        return (
            digest_of(Patch.objects.values_list("number", "fate", "area_code")), Patch.objects.count(),
            digest_of(Comparison.objects.filter(is_current=True).values_list("patch__number", "digest")),
            Comparison.objects.count(), Picture.objects.count(),
            digest_of(Edition.objects.values_list("role", "checksum")), _lines("comparison.load_disc"),
        )  # fmt: skip

    def half(self, _told: tuple[Any, ...]) -> list[str]:
        """Patches without their judgement, or a campaign without patches."""
        from tuban.workflow.campaigns.models import Campaign
        from tuban.workflow.comparison.models import Comparison
        from tuban.workflow.patches.models import Arrival, Patch

        numbers = {
            "campaigns": Campaign.objects.exists(), "patches": Patch.objects.exists(),
            "judgements": Comparison.objects.exists(), "line": bool(_lines("comparison.load_disc")),
            "loaded": Arrival.objects.filter(state="loaded").exists(),
        }  # fmt: skip
        return [f"only some of a disc are there: {numbers}"] if len(set(numbers.values())) > 1 else []


class Seal(_Job):
    """A seal that was asked for is made."""

    name = "seal"

    def prepare(self, office: Office) -> None:
        """Load, find, write the results, explain, ask for the seal."""
        if not (office.scratch / "as-import").is_dir():
            Import().prepare(office)
        office.begun(self.name, "import", self._asked)

    @staticmethod
    def _asked() -> None:
        from tests.workflow.submission.going_up import explained, found_all, written

        from tuban.workflow.campaigns.models import Campaign
        from tuban.workflow.submission.actions import seal

        start_again()
        campaign, by = Campaign.objects.get(), acting("zuzhi")
        found_all(acting)
        written(campaign, by)
        explained(campaign, by)
        start_again()
        seal(campaign, by=by)

    def seen(self) -> Any:
        """The digest of its content, its files but the manifest, which bears the hour, and lines of the audit."""
        from tuban.workflow.submission.models import Seal as Row

        return (
            [(one.digest, one.number) for one in Row.objects.filter(whole_at__isnull=False)],
            _lines("submission.sealed"),
        )  # fmt: skip

    def half(self, _told: tuple[Any, ...]) -> list[str]:
        """A seal that calls itself whole and does not refill, or is told in the audit otherwise than it stands."""
        from tuban.workflow.submission.models import Seal as Row
        from tuban.workflow.submission.refilling import refill_all

        found = list(refill_all().faults)
        whole = Row.objects.filter(whole_at__isnull=False).count()
        if whole != _lines("submission.sealed"):
            found.append(f"{whole} whole seals, {_lines('submission.sealed')} lines")
        return found


class Package(_Job):
    """A package that goes up is made."""

    name = "package"

    def prepare(self, office: Office) -> None:
        """Seal, sign, and ask for the package."""
        if not (office.scratch / "as-seal").is_dir():
            Seal().prepare(office)
        office.begun(self.name, "seal", self._asked)

    @staticmethod
    def _asked() -> None:
        from tests.workflow.exchange.test_packages import Two
        from tests.workflow.submission.going_up import signed

        from tuban.workflow.exchange import actions
        from tuban.workflow.submission.models import Seal as Row

        start_again()
        seal = Row.objects.get(whole_at__isnull=False)
        signed(seal, acting)
        two = Two(acting)
        start_again()
        given = {"campaign": seal.campaign.code, "seal": str(seal.pk)}
        actions.pack(two.up, by=two.county, brings="submission", given=given)

    def seen(self) -> Any:
        """State and number of the package, the digests of what it carries, lines of the audit."""
        from tuban.workflow.exchange.models import Package as Row

        return [
            (one.state, one.sequence, digest_of((p["path"], p["sha256"]) for p in one.manifest["pieces"]))
            if one.state == "ready" else (one.state,)
            for one in Row.objects.order_by("pk")
        ]  # fmt: skip

    def half(self, _told: tuple[Any, ...]) -> list[str]:
        """A package that calls itself ready and that its recipient cannot open, or that has the number of another."""
        import tempfile

        from tuban.exchange.opening import open_package
        from tuban.workflow import store
        from tuban.workflow.exchange.models import Package as Row
        from tuban.workflow.exchange.queries import SUFFIX, keys_of, trusted_card

        found = []
        ready = Row.objects.filter(state="ready")
        city = acting("shi").post.unit
        for one in ready:
            with tempfile.TemporaryDirectory() as scratch:
                try:
                    open_package(
                        store.found(one.checksum, SUFFIX), name=one.name, keys=keys_of(city),
                        trusted=lambda told: trusted_card(city, told), into=Path(scratch) / "out",
                    )  # fmt: skip
                except Exception as error:  # whatever it was is what the drill looks for
                    found.append(f"{one.name}: {error}")
        return found


class Upload:
    """A disc comes in portions through the door of the browser."""

    name = "upload"
    content = hashlib.shake_256(b"drill").digest(6 << 20)
    portion = 1 << 18

    def prepare(self, office: Office) -> None:
        """Announce it."""
        office.begun(self.name, "founded", self._announced)

    def _announced(self) -> None:
        from tuban.workflow.patches.arrivals.actions import Announced, begin_arrival

        begin_arrival(by=acting("zuzhi"), name="大光盘", announced=[Announced("大光盘.zip", len(self.content))])
        start_again()

    def act(self, tell: Tell) -> None:
        """Send it portion by portion; what the office answers is told."""
        self._send(tell)

    def _send(self, tell: Tell) -> None:
        from django.conf import settings
        from django.test import Client

        from tuban.workflow.organisations.models import Person
        from tuban.workflow.patches.models import Arrival

        settings.ALLOWED_HOSTS = ["testserver"]
        client = Client(headers={"Tus-Resumable": "1.0.0"})
        client.force_login(Person.objects.get(username="zuzhi"), backend="django.contrib.auth.backends.ModelBackend")
        arrival = Arrival.objects.get()
        base = f"/imports/{arrival.pk}/files/"
        name = base64.b64encode("大光盘.zip".encode()).decode()
        answer = client.post(base, b"", "application/octet-stream", headers={
            "Upload-Length": str(len(self.content)), "Upload-Metadata": f"path {name}",
        })  # fmt: skip
        assert answer.status_code == 201, (answer.status_code, answer.content[:300])
        address = answer.headers["Location"]
        offset = int(client.head(address).headers["Upload-Offset"])
        while offset < len(self.content):
            portion = self.content[offset : offset + self.portion]
            answer = client.generic("PATCH", address, portion, "application/offset+octet-stream", headers={
                "Upload-Offset": str(offset),
            })  # fmt: skip
            assert answer.status_code == 204, (answer.status_code, answer.content[:300])
            offset = int(answer.headers["Upload-Offset"])
            tell(offset)

    def seen(self) -> Any:
        """The file once it is whole."""
        from tuban.workflow.patches.arrivals import files
        from tuban.workflow.patches.models import Arrival

        upload = files.uploads_of(Arrival.objects.get())[0]
        return upload.offset, hashlib.sha256(upload.target.read_bytes()).hexdigest() if upload.is_whole else ""

    def half(self, told: tuple[Any, ...]) -> list[str]:
        """What was acknowledged and is not here, or is here otherwise than it was sent."""
        from tuban.workflow.patches.arrivals import files
        from tuban.workflow.patches.models import Arrival

        upload = files.uploads_of(Arrival.objects.get())[0]
        here = (upload.target if upload.is_whole else upload.part).read_bytes() if upload.is_begun else b""
        found = []
        if told and len(here) < max(told):
            found.append(f"{max(told)} bytes were acknowledged, {len(here)} are here")
        if here != self.content[: len(here)]:
            found.append("what is here is not what was sent")
        return found

    def go_on(self, _told: tuple[Any, ...]) -> None:
        """Start the office again, and let the browser go on from what the office says it has."""
        start_again()
        self._send(lambda _offset: None)


class Backup:
    """A backup is made while people work."""

    name = "backup"

    def prepare(self, office: Office) -> None:
        """Have something to back up, and one backup before."""
        if not (office.scratch / "as-import").is_dir():
            Import().prepare(office)
        self.kept = office.kept
        office.begun(self.name, "import", start_again)

    def act(self, tell: Tell) -> None:
        """Make two, of which only one is kept."""
        from tuban.workflow.backup.making import make

        for _each in range(2):
            tell(make(self.kept, keep=1, with_layers=True).folder.name)

    def seen(self) -> Any:
        """How many backups there are, and of how many files each."""
        from tuban.workflow.backup.folder import Folder
        from tuban.workflow.backup.manifest import read_manifest

        return [read_manifest(one).contents for one in Folder(self.kept).whole()][-1:]

    def half(self, told: tuple[Any, ...]) -> list[str]:
        """What looks whole and is not; or nothing left although one was made."""
        from tuban.workflow.backup.folder import Folder
        from tuban.workflow.backup.proving import prove

        whole = Folder(self.kept).whole()
        found = [fault for one in whole for fault in prove(one).faults]
        return [*found, *(["a backup that was told is gone"] if told and not whole else [])]

    def go_on(self, _told: tuple[Any, ...]) -> None:
        """Start the office again and make the next backup."""
        from tuban.workflow.backup.making import make

        start_again()
        make(self.kept, keep=1, with_layers=True)


class Overlay:
    """``tuban overlay`` writes its rows."""

    name = "overlay"

    def prepare(self, office: Office) -> None:
        """The patches and layers of the disc."""
        office.begun(self.name, "founded", lambda: None)
        self.home = office.home
        self.patches, self.layers = office.disc / "图斑.gpkg", sorted(office.disc.glob("*.gpkg"))

    @property
    def target(self) -> Path:
        """Where the rows are written."""
        return self.home / "rows.csv"

    def act(self, _tell: Tell) -> None:
        """Measure."""
        from tuban.cli import commands

        commands.main(
            args=["overlay", str(self.patches), *map(str, self.layers), "--by", "DLBM", "-o", str(self.target)],
            standalone_mode=False,
        )

    def seen(self) -> Any:
        """The rows, where there are any."""
        return digest_of(self.target.read_text(encoding="utf-8-sig").splitlines()) if self.target.is_file() else ""

    def half(self, _told: tuple[Any, ...]) -> list[str]:
        """A file that does not end with a whole line."""
        if not self.target.is_file():
            return []
        return [] if self.target.read_bytes().endswith(b"\n") else ["the file of rows is cut off"]

    def go_on(self, _told: tuple[Any, ...]) -> None:
        """Do it again."""
        start_again()
        self.act(lambda _told: None)


KINDS: dict[str, type] = {one.name: one for one in (Import, Overlay, Seal, Package, Upload, Backup)}
