"""The one port behind which digests, signatures and ciphers stand for what leaves an installation.

A suite (算法套件) is a digest, a signature and a cipher under one name. The name stands on the card of a unit and in
every manifest that was signed, so that nothing of one suite is ever judged by another.
"""
