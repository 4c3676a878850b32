"""What a process of the office loads before anybody waits for it."""

import subprocess
import sys

import pytest

AFTERWARDS = (
    "import sys, time; from tuban.site.serving.settling import load_kernel_soon; load_kernel_soon({seconds});"
    "time.sleep(0.1); until = time.monotonic() + 60\n"
    "while {wanted} and 'numba' not in sys.modules and time.monotonic() < until: time.sleep(0.1)\n"
    "print('numba' in sys.modules)"
)


@pytest.mark.parametrize(("seconds", "is_there"), [(0.0, True), (60.0, False)])
def test_what_compares_patches_is_loaded_by_itself_and_keeps_no_process_waiting(seconds, is_there):
    code = AFTERWARDS.format(seconds=seconds, wanted=is_there)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=True)
    assert told.stdout.strip() == str(is_there)
