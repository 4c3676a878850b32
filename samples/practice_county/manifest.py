def write_manifest(folder): pass
