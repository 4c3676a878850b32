"""Files locked by SM4 in GCM, chunk by chunk, so that nothing unproved is let out and memory stays small.

The construction is that of age (STREAM of Hoang, Reyhanitabar, Rogaway and Vizár): a key that is used for one file;
chunks of 64 KiB; the nonce counts them in eleven bytes, and its twelfth says whether a chunk is the last. Every tag
covers the header as well. The header is two lines: what the file is, and the key locked for its recipient in base 64.
"""

from __future__ import annotations

import base64
import secrets
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from tuban.exchange.suites.port import Broken, NotTheKey

_CHUNK, _TAG, _KEY, _LONGEST_LINE = 1 << 16, 16, 16, 1 << 10


class Sm4Gcm:
    """Locks files; how their keys are locked is told by whoever extends it."""

    begin = b"tuban.exchange/sm2-sm4-gcm/1\n"

    def _wrapped(self, key: bytes, public: str) -> bytes:
        """Lock a key for a recipient."""
        raise NotImplementedError

    def _unwrapped(self, wrapped: bytes, secret: str) -> bytes | None:
        """Return a key that was locked; None where it was locked for somebody else."""
        raise NotImplementedError

    def lock(self, plain: IO[bytes], locked: IO[bytes], public: str) -> None:
        """Lock a file for a recipient."""
        key = secrets.token_bytes(_KEY)
        header = self.begin + base64.b64encode(self._wrapped(key, public)) + b"\n"
        locked.write(header)
        number, chunk = 0, _filled(plain, _CHUNK)
        while True:
            following = _filled(plain, _CHUNK) if len(chunk) == _CHUNK else b""
            encryptor = Cipher(SM4(key), GCM(_nonce(number, is_last=not following))).encryptor()
            encryptor.authenticate_additional_data(header)
            locked.write(encryptor.update(chunk) + encryptor.finalize() + encryptor.tag)
            if not following:
                return
            number, chunk = number + 1, following

    def unlock(self, locked: IO[bytes], plain: Any, secret: str) -> None:
        """Write out what is locked, as far as every byte is proved. Raises NotTheKey, Broken."""
        begin, line = locked.readline(_LONGEST_LINE), locked.readline(_LONGEST_LINE)
        if begin != self.begin or not line.endswith(b"\n"):
            raise Broken
        key = self._unwrapped(_decoded(line[:-1]), secret)
        if key is None or len(key) != _KEY:
            raise NotTheKey
        number, chunk = 0, _filled(locked, _CHUNK + _TAG)
        while True:
            following = _filled(locked, _CHUNK + _TAG) if len(chunk) == _CHUNK + _TAG else b""
            if len(chunk) < _TAG or (number and len(chunk) == _TAG):
                raise Broken  # only an empty file has an empty chunk
            nonce = _nonce(number, is_last=not following)
            decryptor = Cipher(SM4(key), GCM(nonce, chunk[-_TAG:])).decryptor()
            decryptor.authenticate_additional_data(begin + line)
            try:
                content = decryptor.update(chunk[:-_TAG]) + decryptor.finalize()
            except InvalidTag as error:
                raise Broken from error
            plain.write(content)
            if not following:
                return
            number, chunk = number + 1, following

    def header_size(self, begin: bytes) -> int:
        """Return how many bytes the header has; 0 where its end is not there."""
        return begin.find(b"\n", len(self.begin)) + 1

    def locked_size(self, plain: int, header: int) -> int:
        """Return how many bytes a locked file has.

        >>> Sm4Gcm().locked_size(65536, 100), Sm4Gcm().locked_size(65537, 100), Sm4Gcm().locked_size(0, 100)
        (65652, 65669, 116)
        """
        return header + plain + max(1, -(-plain // _CHUNK)) * _TAG


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])


def _filled(file: IO[bytes], size: int) -> bytes:
    """Return as many bytes, fewer at the end only."""
    found = bytearray()
    while len(found) < size and (portion := file.read(size - len(found))):
        found += portion
    return bytes(found)


def _decoded(line: bytes) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except ValueError as error:
        raise NotTheKey from error
