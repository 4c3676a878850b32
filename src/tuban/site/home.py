"""Where an installation keeps its things: one folder with the database, the secret and the store of files."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from tuban.values.errors import TubanError

PRACTICE_SECRET = "practice-county-only-practice-county-only-practice-county-only"  # noqa: S105 - known on purpose
_SHORTEST = 40


class SecretUnfit(TubanError):
    """The secret of this installation is {what}: sessions and signatures would not be safe."""

    code = "site.secret_unfit"
    hint = (
        "Unset TUBAN_SECRET_KEY so that one is made and kept in {place}, or set one of at least 40 random characters."
    )


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of an installation and the names in it."""

    folder: Path

    @classmethod
    def from_environment(cls) -> Home:
        """Return the folder of TUBAN_HOME, else the usual one of the user."""
        given = os.environ.get("TUBAN_HOME")
        usual = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "tuban"
        return cls(Path(given).expanduser().resolve() if given else usual)

    @property
    def database(self) -> Path:
        """The SpatiaLite file, where no server is given."""
        return self.folder / "tuban.sqlite"

    @property
    def store(self) -> Path:
        """Layers, images, pictures and evidence, each under the checksum of its content."""
        return self.folder / "store"

    @property
    def uploads(self) -> Path:
        """Uploads that are under way."""
        return self.folder / "uploads"

    @property
    def caches(self) -> Path:
        """What was made of the store and can be made again: compiled layers."""
        return self.folder / "caches"

    @property
    def work(self) -> Path:
        """What work that is under way has done so far."""
        return self.folder / "work"

    @property
    def practice(self) -> Path:
        """The discs of practice counties, so that they can arrive anew; need not be there."""
        return self.folder / "practice"

    @property
    def lawbook(self) -> Path:
        """Values that this installation lays on top of the lawbook; need not be there."""
        return self.folder / "lawbook"

    @property
    def secret_file(self) -> Path:
        """The secret that signs sessions."""
        return self.folder / "secret"

    def secret(self) -> str:
        """Return the secret of TUBAN_SECRET_KEY, else that of the folder; empty where none was made yet."""
        given = os.environ.get("TUBAN_SECRET_KEY", "")
        if given:
            return given
        return self.secret_file.read_text(encoding="ascii").strip() if self.secret_file.is_file() else ""

    def make(self) -> None:
        """Make the folder and its secret where they are missing; nobody else may read them."""
        for folder in (self.folder, self.store, self.uploads, self.caches, self.work):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.secret():
            draft = self.secret_file.with_suffix(".new")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
            draft.replace(self.secret_file)

    def check_secret(self) -> None:
        """Raise SecretUnfit where the secret is one that others know or could guess."""
        secret = self.secret()
        if secret == PRACTICE_SECRET:
            raise SecretUnfit(what="that of the practice county", place=self.secret_file)
        if len(secret) < _SHORTEST or len(set(secret)) < _SHORTEST // 4:
            raise SecretUnfit(what="too short or too simple", place=self.secret_file)
