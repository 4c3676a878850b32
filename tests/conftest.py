"""How properties are tried here: a busy machine is no failure of the code."""

from hypothesis import settings

settings.register_profile("tuban", deadline=None)
settings.load_profile("tuban")
