"""Statistics (统计): the official forms live, from sums that are kept, proven against a recount of all records.

Receives what patches count as: the finding that a person took with what was told of it since, else what is proposed.
Keeps what every part gives to the forms, and its sums. Hands on filled forms whose every cell opens its patches, as of
now and as of the end of a day. Decides nothing.
"""
