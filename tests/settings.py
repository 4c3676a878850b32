"""The settings of the office under test: a folder of its own, and the practice county.

The database is the one that TUBAN_DATABASE_URL names, else SpatiaLite; ``script/test`` runs the office's tests on both.
"""

import atexit
import os
import shutil
import tempfile

# Before the settings are read: no test may touch the folder of a real installation.
os.environ["TUBAN_HOME"] = tempfile.mkdtemp(prefix="tuban-test-home-")
atexit.register(shutil.rmtree, os.environ["TUBAN_HOME"], ignore_errors=True)
os.environ["TUBAN_PRACTICE"] = "1"
os.environ.pop("TUBAN_SECRET_KEY", None)

from tuban.site.databases.choice import OPENING
from tuban.site.home import Home

Home.from_environment().make()

from tuban.site.settings import *

if DATABASES["default"]["ENGINE"] == "tuban.site.databases.spatialite":  # no power is cut here
    DATABASES["default"]["OPTIONS"]["init_command"] = OPENING.replace("synchronous=FULL", "synchronous=NORMAL")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: nothing here is secret
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
