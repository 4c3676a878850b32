"""Background work: kept as a record with progress, cancelled, retried and resumed; whoever asked for it sees how far
it is.

A kind of work is a function registered with :func:`tuban.jobs.work.work`. It is queued in the transaction of the deed
that asks for it, and a worker process takes it from there.
"""
