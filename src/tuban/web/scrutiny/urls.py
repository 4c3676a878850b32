"""Addresses of the scrutiny."""

from django.urls import path

from tuban.web.scrutiny import points, proving

scrutiny_urls = [
    path("scrutiny/", points.scrutiny, name="scrutiny"),
    path("scrutiny/verify/", proving.evidence_verify, name="evidence_verify"),
    path("patches/<uuid:uuid>/evidence/proof/", proving.patch_proof, name="patch_proof"),
    path("patches/<uuid:uuid>/evidence/package/", proving.patch_package, name="patch_package"),
]
