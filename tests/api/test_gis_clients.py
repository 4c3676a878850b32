"""Programs of others open the collection: GDAL, and QGIS where it is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from tests.api.conftest import secret_of

from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

SYSTEM_PYTHON = shutil.which("python3", path="/usr/bin")
_IN_GDAL = """
import json, sys
import pyogrio

base, collection, token = sys.argv[1:]
pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": f"gis:{token}", "GDAL_HTTP_AUTH": "BASIC"})
name = f"OAPIF:{base}/api/v1/features"
read = pyogrio.read_dataframe(name, layer=collection)
print(json.dumps({
    "layers": [layer for layer, _kind in pyogrio.list_layers(name)], "numbers": sorted(read["number"]),
    "types": sorted(read.geom_type.unique()), "bounds": list(read.total_bounds),
}))
"""
_IN_QGIS = """
import json, os, sys
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsVectorLayer

base, collection, token, folder = sys.argv[1:]
QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
manager = QgsApplication.authManager()
manager.init(folder + "/auth.db")
manager.setMasterPassword("only for this test", True)
config = QgsAuthMethodConfig("Basic")
config.setName("office")
config.setConfig("username", "qgis")
config.setConfig("password", token)
manager.storeAuthenticationConfig(config)
uri = f" url='{base}/api/v1/features' typename='{collection}' authcfg='{config.id()}' pagingEnabled='true' pageSize='2'"
layer = QgsVectorLayer(uri, "patches", "OAPIF")
features = list(layer.getFeatures()) if layer.isValid() else []
extent = layer.extent()
print(json.dumps({
    "valid": layer.isValid(), "error": layer.error().message(), "crs": layer.crs().authid(),
    "numbers": sorted(one["number"] for one in features), "west": extent.xMinimum(), "north": extent.yMaximum(),
    "areas": [one.geometry().area() for one in features],
}), flush=True)
os._exit(0)  # QGIS 3.22 crashes now and then while it ends
"""


def numbers() -> list[str]:
    return sorted(Patch.objects.filter(fate=Fate.ACTIVE).values_list("number", flat=True))


@pytest.mark.slow
def test_gdal_opens_the_collection(live_server, campaign):
    # In a process of its own: GDAL holds Python's lock while it waits, and the server of the test would wait for it.
    done = subprocess.run(
        [sys.executable, "-c", _IN_GDAL, live_server.url, str(campaign.pk), secret_of("zuzhi")],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["layers"] == [str(campaign.pk)]
    assert told["numbers"] == numbers()
    assert told["types"] == ["MultiPolygon"]
    assert told["bounds"] == pytest.approx(_bounds(), abs=1e-7)


def _bounds() -> list[float]:
    boxes = [patch.geometry.extent for patch in Patch.objects.filter(fate=Fate.ACTIVE)]
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return [min(wests), min(souths), max(easts), max(norths)]


@pytest.fixture(scope="module")
def qgis() -> str:
    """A Python that has QGIS."""
    if SYSTEM_PYTHON is None:
        pytest.skip("there is no Python of the system")
    found = subprocess.run([SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, env={}, check=False)
    if found.returncode:
        pytest.skip("QGIS is not installed here (apt-get install python3-qgis)")
    return SYSTEM_PYTHON


@pytest.mark.slow
def test_qgis_opens_the_collection_page_by_page(qgis, live_server, campaign, tmp_path):
    done = subprocess.run(
        [qgis, "-c", _IN_QGIS, live_server.url, str(campaign.pk), secret_of("zuzhi"), str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["valid"], told["error"]
    assert told["numbers"] == numbers()
    west, _south, _east, north = _bounds()
    assert (told["west"], told["north"]) == pytest.approx((west, north), abs=1e-6)
    assert min(told["areas"]) > 0
