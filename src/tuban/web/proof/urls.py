"""Addresses of proof packages."""

from django.urls import path

from tuban.web.proof import pages

proof_urls = [
    path("patches/<uuid:uuid>/proof-package/", pages.patch_proof_package, name="patch_proof_package"),
    path("proof-packages/", pages.proof_packages, name="proof_packages"),
    path("proof-packages/ask/", pages.proof_ask, name="proof_ask"),
    path("proof-packages/<uuid:job>.zip", pages.proof_file, name="proof_file"),
]
