"""What the office costs: a database as large as a province's, and how long its pages take through the real doors.

``python -m benchmarks.office fill`` makes the database that TUBAN_HOME and TUBAN_DATABASE_URL name, ``measure`` asks a
running server for every page, ``people`` lets fifty people work at once. ``script/bench --only office`` does all three.
"""
