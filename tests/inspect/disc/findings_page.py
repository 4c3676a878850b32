"""docs/reference/findings.md out of the catalogue; ``python -m tests.inspect.disc.findings_page`` writes it."""

from pathlib import Path

from tuban.inspect.disc.catalogue import CATALOGUE, Entry

PAGE = Path(__file__).parents[3] / "docs/reference/findings.md"
HEAD = """# Findings

Everything that `tuban disc check` can find, with what it says, how it was recognised and why it matters, what to do,
and what happens if nothing is done. The page is written from the catalogue in `tuban.inspect.disc.catalogue`; a test
holds both together.

**error**: correct forms cannot come from the disc. **warning**: usable, but somebody must look. **note**: worth
knowing. **error, or repair**: where the evidence leaves one answer it is taken and told as a warning with before →
after, otherwise it is proposed as the line of `disc.yaml` that would settle it. Words in braces are filled in.
"""
TITLES = {
    "disc": "The disc as a whole", "archive": "Archives", "manifest": "manifest.json and disc.yaml",
    "certificate": "The certificate of import", "make": "disc make", "file": "Files", "shapefile": "Shapefiles",
    "encoding": "Encodings", "table": "Spreadsheets and CSV", "crs": "Coordinates", "survey": "Editions",
    "image": "Images", "field": "Columns", "value": "Values", "geometry": "Geometry", "layers": "Layers",
    "patches": "Patches", "divisions": "Where patches lie",
}  # fmt: skip


def severity(entry: Entry) -> str:
    return "error, or repair" if entry.settles else entry.severity


def findings_page() -> str:
    """Return the whole page."""
    lines = [HEAD]
    for kind, title in TITLES.items():
        codes = [code for code in CATALOGUE if code.partition(".")[0] == kind]
        lines += [f"## {title}", ""]
        for code in codes:
            entry = CATALOGUE[code]
            lines += [
                f"### `{code}` · {severity(entry)}", "", _plain(entry.message), "",
                f"- **Why:** {_plain(entry.reason)}", f"- **What to do:** {_plain(entry.hint)}",
                f"- **Otherwise:** {_plain(entry.consequence)}", "",
            ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


if __name__ == "__main__":
    PAGE.write_text(findings_page(), "utf-8")
