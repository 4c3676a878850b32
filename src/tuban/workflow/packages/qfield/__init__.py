"""QField and QGIS: a package as a project that they open, and what comes back from them."""
