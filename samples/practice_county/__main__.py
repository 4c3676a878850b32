"""Write the data disc of the practice county: ``python -m samples.practice_county -o build/practice-county``.

``--corrected FOLDER`` writes beside it the disc that the issuer sends once it was told of the faults.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

import numpy as np
from samples.practice_county.county import SEED, County, draw_county
from samples.practice_county.disc import write_disc
from samples.practice_county.manifest import write_manifest

_IMAGES = "影像"


def main() -> None:
    """Draw the county and write its disc, replacing an earlier one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("build/practice-county"))
    parser.add_argument("--corrected", type=Path, help="write the corrected disc here too")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--no-imagery", action="store_true", help="leave out the before and after images")
    parser.add_argument("--pixel", type=float, default=1.25, help="metres of a pixel of the images (1.25)")
    options = parser.parse_args()
    began = time.monotonic()
    county = draw_county(options.seed)
    fresh = _fresh(options.output)
    write_disc(county, fresh, np.random.default_rng(options.seed + 1))
    if not options.no_imagery:
        from samples.practice_county.imagery import write_imagery

        write_imagery(county, fresh / _IMAGES, options.seed, options.pixel)
    _finish(county, fresh, options.output)
    if options.corrected is not None:
        from samples.practice_county.corrected import corrected_county

        corrected, fresh = corrected_county(county, options.seed), _fresh(options.corrected)
        write_disc(corrected, fresh, np.random.default_rng(options.seed + 1))
        if not options.no_imagery:
            shutil.copytree(options.output / _IMAGES, fresh / _IMAGES)
        _finish(corrected, fresh, options.corrected)
    print(f"{time.monotonic() - began:.1f} s")


def _fresh(target: Path) -> Path:
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    return fresh


def _finish(county: County, fresh: Path, target: Path) -> None:
    write_manifest(fresh, is_corrected=county.is_corrected)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    size = sum(f.stat().st_size for f in target.rglob("*") if f.is_file())
    print(f"{target}: {len(county.patches)} patches, {len(county.fabric.parcels)} parcels, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
