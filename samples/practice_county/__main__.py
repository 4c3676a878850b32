"""Write the data disc of the practice county: ``python -m samples.practice_county -o build/practice-county``."""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

import numpy as np
from samples.practice_county.county import SEED, draw_county
from samples.practice_county.disc import write_disc


def main() -> None:
    """Draw the county and write its disc, replacing an earlier one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("build/practice-county"))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--no-imagery", action="store_true", help="leave out the before and after images")
    parser.add_argument("--pixel", type=float, default=1.25, help="metres of a pixel of the images (1.25)")
    options = parser.parse_args()
    began = time.monotonic()
    county = draw_county(options.seed)
    fresh = options.output.with_name(options.output.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    write_disc(county, fresh, np.random.default_rng(options.seed + 1))
    if not options.no_imagery:
        from samples.practice_county.imagery import write_imagery

        write_imagery(county, fresh / "影像", options.seed, options.pixel)
    from samples.practice_county.manifest import write_manifest

    write_manifest(fresh)
    shutil.rmtree(options.output, ignore_errors=True)
    fresh.rename(options.output)
    size = sum(f.stat().st_size for f in options.output.rglob("*") if f.is_file())
    print(f"{options.output}: {len(county.patches)} patches, {len(county.fabric.parcels)} parcels, "
          f"{size / 1e6:.1f} MB, {time.monotonic() - began:.1f} s")  # fmt: skip


if __name__ == "__main__":
    main()
