"""What a suite is made of. Keys are texts: secret ones are kept as they are, public ones stand on cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Protocol


class NotTheKey(Exception):
    """The secret key is not the one for which something was locked."""


class Broken(Exception):
    """What was locked was cut off or altered; only its beginning came out."""


class Hasher(Protocol):
    """A digest that is being computed, as hashlib has them."""

    def update(self, content: Any, /) -> None:
        """Take in more bytes."""

    def hexdigest(self) -> str:
        """Return the 64 hexadecimal digits of the digest."""


class Signature(Protocol):
    """How something is signed."""

    def new(self) -> str:
        """Return a new secret key."""

    def public(self, secret: str) -> str:
        """Return the public key of a secret one. Raises ValueError where it is none."""

    def sign(self, secret: str, content: bytes) -> str:
        """Return the signature over content, in base 64."""

    def fits(self, public: str, content: bytes, signature: str) -> bool:
        """Whether the holder of the secret key signed this; False for whatever is no key or no signature."""


class Cipher(Protocol):
    """How files are locked for one recipient. ``begin`` is how a locked file begins."""

    begin: bytes

    def new(self) -> str:
        """Return a new secret key."""

    def public(self, secret: str) -> str:
        """Return the public key of a secret one. Raises ValueError where it is none."""

    def is_public(self, public: str) -> bool:
        """Whether something is a public key."""

    def lock(self, plain: IO[bytes], locked: IO[bytes], public: str) -> None:
        """Lock a file for a recipient."""

    def unlock(self, locked: IO[bytes], plain: Any, secret: str) -> None:
        """Write out what is locked, as far as every byte is proved. Raises NotTheKey, Broken."""

    def header_size(self, begin: bytes) -> int:
        """Return how many bytes stand before what is locked; 0 where the end of the header is not there."""

    def locked_size(self, plain: int, header: int) -> int:
        """Return how many bytes a locked file has, of plain bytes and a header of so many bytes."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A digest, a signature and a cipher under one name; ``algorithms`` names them as people read them."""

    name: str
    algorithms: str
    digest: Callable[[], Hasher]
    signature: Signature
    cipher: Cipher

    def digest_of(self, content: bytes) -> str:
        """Return the digest of bytes in hexadecimal digits."""
        hasher = self.digest()
        hasher.update(content)
        return hasher.hexdigest()
