"""Proves whatever is handed in: a file, a folder, a rescue file, a package of evidence, a patch."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tuban.exchange import proof_checker
from tuban.values.language import gettext as _
from tuban.values.language import language
from tuban.workflow.scrutiny.proof.bundles import (
    PACKAGE,
    RESCUE,
    Bundle,
    BundleUnfit,
    keys_in,
    opened_bundle,
    proofs_of_package,
    proofs_of_rescue,
)
from tuban.workflow.scrutiny.proof.verdicts import Proof, Verdict

if TYPE_CHECKING:
    from tuban.workflow.scrutiny.proof.known import Office

_DOCUMENTS = frozenset({".docx", ".xlsx", ".pptx"})


class NoOffice:
    """Proves bundles by what they hold themselves; of a single file nothing is known without an office."""

    def proof_of(self, path: Path, name: str) -> Proof:
        """Say that nothing can be said."""
        del path
        return Proof(name, Verdict.ABSENT, _("Without an office nothing is known of a single file."))

    def checked(self, proofs: Iterable[Proof], bundle: Bundle) -> list[Proof]:
        """Return the proofs as the bundle itself gives them."""
        del bundle
        return list(proofs)


class WithOffice:
    """Asks the office too: whether it knows the file, and whether a bundle names the keys that devices registered."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def proof_of(self, path: Path, name: str) -> Proof:
        """Ask the office about a file."""
        return self.office.proof_of(path, name)

    def checked(self, proofs: Iterable[Proof], bundle: Bundle) -> list[Proof]:
        """Return the proofs held against what the office knows of the devices and of the files."""
        from tuban.workflow.scrutiny.proof.known import wrong_keys

        wrong = wrong_keys(keys_in(bundle))
        if wrong:
            return [Proof(bundle.name, Verdict.ALTERED, one) for one in wrong] + [
                replace(one, verdict=Verdict.ALTERED, because=wrong[0], doubts=())
                if one.verdict is Verdict.UNTOUCHED and one.facts
                else one
                for one in proofs
            ]
        return [self._known(one) for one in proofs]

    def _known(self, one: Proof) -> Proof:
        if one.verdict is not Verdict.UNTOUCHED:
            return one
        known = self.office.proof_of_content(one.sha256, one.name)
        if one.copy_of and (known is None or known.copy_of != one.copy_of):
            because = _("This office never confirmed such a public copy of that photo: it was made up.")
            return replace(one, verdict=Verdict.ALTERED, because=because, doubts=())
        if known is None:
            return replace(one, doubts=(_("The office does not have this file yet: hand the bundle in there."),))
        return known


def proofs_of(path: Path, name: str, asked: NoOffice | WithOffice) -> list[Proof]:
    """Return what is said of a path. Raises BundleUnfit."""
    if path.suffix.lower() in _DOCUMENTS:
        return [asked.proof_of(path, name)]
    with opened_bundle(path) as bundle:
        if bundle is None:
            return [asked.proof_of(path, name)]
        names = bundle.names()
        if RESCUE in names:
            return asked.checked(proofs_of_rescue(bundle), bundle)
        if PACKAGE in names:
            signed = _signed(path, name) if proof_checker.MANIFEST in names else []
            return [*signed, *asked.checked(proofs_of_package(bundle), bundle)]
        if path.is_dir():
            return [one for part in _files(path) for one in proofs_of(part, part.relative_to(path).as_posix(), asked)]
        return list(_members(bundle, names, asked))


def _signed(path: Path, name: str) -> list[Proof]:
    """Say of a proof package whether it is as its unit signed it, by the same checker that lies in it."""
    try:
        found = proof_checker.check(path)
    except proof_checker.Unreadable as error:
        raise BundleUnfit(name=name, why=str(error)) from error
    absent = ("file_absent", "line_removed")
    if found.faults:
        return [
            Proof(one.name, Verdict.ABSENT if one.code in absent else Verdict.ALTERED,
                  one.says(in_chinese=language() != "en"))
            for one in found.faults
        ]  # fmt: skip
    because = _("Everything in it is as it was signed: {files} files, {lines} lines of the audit, {papers} signatures.")
    signer = _("{name} ({code})").format(name=found.signer["name"], code=found.signer["code"])
    doubt = _(
        "It was signed with the key of the fingerprint {fingerprint}: ask the unit by telephone whether it is theirs."
    )
    return [
        Proof(name, Verdict.UNTOUCHED, because.format(**found.counts), "", ((_("Signed by"), signer),),
              (doubt.format(fingerprint=found.signer["fingerprint"]),))
    ]  # fmt: skip


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())


def _members(bundle: Bundle, names: list[str], asked: NoOffice | WithOffice) -> Iterator[Proof]:
    """Ask about the files of any other zip, one at a time."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            place = Path(folder) / f"file{PurePosixPath(name).suffix[:12]}"
            try:
                with bundle.opened(name) as source, place.open("wb") as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
                yield Proof(name, Verdict.ABSENT, _("It cannot be read: {why}").format(why=error))
                continue
            yield asked.proof_of(place, PurePosixPath(name).name)
