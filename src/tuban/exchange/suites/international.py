"""The suite ``international``: SHA-256, Ed25519, and the age format (X25519, ChaCha20-Poly1305)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import IO, Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tuban.exchange.suites.port import Broken, NotTheKey, Suite

_CHUNK, _TAG, _NONCE = 1 << 16, 16, 16


class Ed25519:
    """Signatures of RFC 8032: keys and signatures are their raw bytes in base 64."""

    def new(self) -> str:
        """Return a new secret key."""
        return _text(Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))

    def public(self, secret: str) -> str:
        """Return the public key of a secret one. Raises ValueError where it is none."""
        return _text(_signing(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, secret: str, content: bytes) -> str:
        """Return the signature over content, in base 64."""
        return _text(_signing(secret).sign(content))

    def fits(self, public: str, content: bytes, signature: str) -> bool:
        """Whether the holder of the secret key signed this."""
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
            key.verify(base64.b64decode(signature, validate=True), content)
        except (InvalidSignature, ValueError, binascii.Error):
            return False
        return True


class Age:
    """Ordinary age files for one X25519 recipient."""

    begin = b"age-encryption.org/v1\n"

    def new(self) -> str:
        """Return a new secret key."""
        return str(pyrage.x25519.Identity.generate())

    def public(self, secret: str) -> str:
        """Return the public key of a secret one. Raises ValueError where it is none."""
        return str(_identity(secret).to_public())

    def is_public(self, public: str) -> bool:
        """Whether something is a public key."""
        try:
            pyrage.x25519.Recipient.from_str(public)
        except pyrage.RecipientError:
            return False
        return True

    def lock(self, plain: IO[bytes], locked: IO[bytes], public: str) -> None:
        """Lock a file for a recipient."""
        pyrage.encrypt_io(plain, locked, [pyrage.x25519.Recipient.from_str(public)])

    def unlock(self, locked: IO[bytes], plain: Any, secret: str) -> None:
        """Write out what is locked, as far as every byte is proved. Raises NotTheKey, Broken."""
        try:
            pyrage.decrypt_io(locked, plain, [_identity(secret)])
        except pyrage.DecryptError as error:
            raise (NotTheKey if "No matching keys" in str(error) else Broken) from error
        except OSError as error:
            if error.errno is not None:  # of the disk, not of the file
                raise
            raise Broken from error

    def header_size(self, begin: bytes) -> int:
        """Return how many bytes the header has; 0 where its end is not there."""
        at = begin.find(b"\n--- ")
        end = begin.find(b"\n", at + 1) if at >= 0 else -1
        return end + 1 if end >= 0 else 0

    def locked_size(self, plain: int, header: int) -> int:
        """Return how many bytes a locked file has.

        >>> Age().locked_size(65536, 100), Age().locked_size(65537, 100)
        (65668, 65685)
        """
        return header + _NONCE + plain + max(1, -(-plain // _CHUNK)) * _TAG


def _signing(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret, validate=True))


def _identity(secret: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as error:
        raise ValueError(str(error)) from error


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


INTERNATIONAL = Suite("international", "SHA-256 · Ed25519 · X25519", hashlib.sha256, Ed25519(), Age())
