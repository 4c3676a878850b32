"""The certificate of import in print: one or two pages with room for the signatures of both sides.

The JSON beside it holds everything; the page names each file with the beginning of its checksum, repairs and findings
by kind, and the hash of the whole. The same certificate gives the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
import yaml

from tuban.inspect.disc import Disc
from tuban.inspect.disc.certificate import HASH, certificate_of, certificate_text
from tuban.inspect.disc.fields import labels, roles
from tuban.inspect.disc.findings import Finding
from tuban.render.fonts import sans_face, serif_face
from tuban.values.whole_file import write_whole

__all__ = ["CERTIFICATE", "CERTIFICATE_PAGE", "write_certificate"]

CERTIFICATE, CERTIFICATE_PAGE = "导入证明.json", "导入证明.pdf"
_COLOURS = {"fit": "#00735a", "repairable": "#8a5a00", "unfit": "#b34700"}
_APART = "disc.role_missing"
_SHOWN_OF_A_HASH = 12


def write_certificate(folder: Path, disc: Disc, *, lawbook_edition: str, in_print: bool = True) -> None:
    """Write the certificate of a checked disc into ``folder`` as JSON and, ``in_print``, as PDF too.

    Raises NoChineseFont and FontUnreadable before anything is written.
    """
    certificate = certificate_of(disc, lawbook_edition=lawbook_edition)
    page = _typeset(_content(certificate, disc.findings), str(certificate[HASH])) if in_print else b""
    write_whole(folder / CERTIFICATE, certificate_text(certificate))
    if in_print:
        write_whole(folder / CERTIFICATE_PAGE, page)


def _typeset(content: Mapping[str, Any], proof: str) -> bytes:
    sans, serif = sans_face(), serif_face()
    code = BytesIO()
    segno.make(proof, error="m", micro=False).save(code, kind="svg", border=0, xmldecl=False, svgns=True)
    fonts = {"sans": sans.family, "serif": serif.family}
    with tempfile.TemporaryDirectory(prefix="tuban-") as scratch:
        folder = Path(scratch)
        (folder / "page.typ").write_text(_part("page.typ"), "utf-8")
        (folder / "data.json").write_text(json.dumps({**content, "fonts": fonts}, ensure_ascii=False), "utf-8")
        (folder / "code.svg").write_bytes(code.getvalue())
        compiler = typst.Compiler(
            folder / "page.typ", root=folder,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False,
                font_paths=sorted({sans.path.parent, serif.path.parent}),
            ),
        )  # fmt: skip
        page: Any = compiler.compile(format="pdf", timestamp=0)
    return bytes(page)


def _content(certificate: Mapping[str, Any], findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what the page says, every text finished."""
    words, about = yaml.safe_load(_part("words.yaml")), certificate["campaign"]
    missing = words["not_stated"]
    facts = (
        (words["campaign"], " ".join(part for part in (about["title"], about["id"]) if part)),
        (words["area"], f"{about['area_name']} {about['area_code']}".strip()),
        (words["issuer"], about["issuer"]),
        (words["issued_on"], about["issued_on"]),
        (words["working_crs"], about["working_crs"]),
        (words["roles_by"], certificate["roles_by"] or words["roles_proposed"]),
    )
    proof = str(certificate[HASH])
    files_named = [each["file"] for each in certificate["inputs"]]
    return {
        "words": words,
        "number": "-".join(part for part in (about["id"], proof[:12].upper()) if part),
        "hash": proof,
        "facts": [[name, value or missing] for name, value in facts],
        "verdict": words["verdicts"][certificate["verdict"]],
        "verdict_more": words["verdict_more"][certificate["verdict"]],
        "colour": _COLOURS[certificate["verdict"]],
        "counts": words["counts_line"].format(**certificate["counts"]),
        "inputs": [_input(each, words, several=files_named.count(each["file"]) > 1) for each in certificate["inputs"]],
        "repairs": [
            [_first(alike), str(len(alike)), _change(alike[0], missing)]
            for alike in _alike([found for found in findings if found.is_repair])
        ],
        "findings": [
            [words["severities"][alike[0].severity.value], _first(alike), str(len(alike))]
            for alike in _alike([found for found in findings if not found.is_repair and found.code != _APART])
        ],
        "missing": [roles()[role].title for role in certificate["missing_roles"]],
        "software": certificate["software"]["tuban"],
        "lawbook": certificate["lawbook_edition"][:_SHOWN_OF_A_HASH],
    }


def _input(each: Mapping[str, Any], words: Mapping[str, Any], *, several: bool) -> list[str]:
    role = roles()[each["role"]].title + (f"·{labels('patch_list')[each['list']]}" if each["list"] else "")
    layer = f":{each['layer']}" if several else ""
    own = each["file"].rpartition("/")[2]
    proofs = [
        proof[:_SHOWN_OF_A_HASH]
        for _other, proof in sorted((not path.endswith(own), proof) for path, proof in each["sha256"].items())
    ]
    more = " " + words["more_files"].format(count=len(proofs)) if len(proofs) > 1 else ""
    return [_breakable(each["file"]) + layer, role, str(each["count"]), each["crs"], each["encoding"] or "",
            (proofs[0] if proofs else words["not_stated"]) + more]  # fmt: skip


def _alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    by_code: dict[tuple[str, str], list[Finding]] = {}
    for found in findings:
        by_code.setdefault((found.code, found.severity.value), []).append(found)
    return list(by_code.values())


def _first(alike: Sequence[Finding]) -> str:
    message = alike[0].told_in_chinese.message
    return _breakable(message if len(alike) == 1 else f"{message.rstrip('。')}，等。")


def _change(found: Finding, missing: str) -> str:
    before, after = (value[:60] if value else missing for value in found.change_in_chinese)
    return _breakable(f"{before} → {after}")


def _breakable(text: str) -> str:
    """Let a path or a long number break where a line ends."""
    return text.replace("/", "/\u200b").replace("_", "_\u200b")


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
