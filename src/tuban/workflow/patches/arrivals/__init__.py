"""Discs that come in (数据导入): uploaded, looked through by the import doctor, confirmed by a person, loaded.

Receives files; decides nothing about patches. Hands on a disc that a person confirmed, with the roles they gave to
its files, to the job ``comparison.load_disc``. ``files`` is what lies on the disk: it, not a row, says how far an
upload is.
"""
