"""The certificate of the proxy that speaks HTTPS for the office: until when it holds, and for which names.

It is named by a setting of the deployment: a PEM file, or ``host:port`` where it is shown. Nothing else is called.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from tuban.values.errors import TubanError

_SECONDS = 3.0


class CertificateUnreadable(TubanError):
    """The certificate of {place} cannot be read: {why}."""

    code = "health.certificate_unreadable"
    hint = "TUBAN_CERTIFICATE names a PEM file that the office may read, or host:port of the proxy."


@dataclass(frozen=True, slots=True)
class Certificate:
    """When a certificate begins and ends to hold, and for which names."""

    begins: datetime
    ends: datetime
    names: tuple[str, ...]

    def is_for(self, host: str) -> bool:
        """Whether it holds for a host; a star stands for one word.

        >>> from datetime import datetime
        >>> Certificate(datetime.min, datetime.max, ("*.example.lan",)).is_for("tuban.example.lan")
        True
        """
        return any(
            name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:]) for name in self.names
        )


def certificate_of(place: str) -> Certificate:
    """Return the certificate of a PEM file or of ``host:port``. Raises CertificateUnreadable."""
    host, _colon, port = place.rpartition(":")
    try:
        if host and port.isdecimal():
            content = _shown_at(host.strip("[]"), int(port))
            read = x509.load_der_x509_certificate(content)
        else:
            read = x509.load_pem_x509_certificate(Path(place).read_bytes())
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = (*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress)))
    except x509.ExtensionNotFound:
        found = ()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise CertificateUnreadable(place=place, why=why) from error
    return Certificate(read.not_valid_before_utc, read.not_valid_after_utc, found)


def _shown_at(host: str, port: int) -> bytes:
    """Return the certificate that a server shows, refusing none: one that does not hold is what is looked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), timeout=_SECONDS) as line,
        context.wrap_socket(line, server_hostname=host) as secured,
    ):
        shown = secured.getpeercert(binary_form=True)
    if not shown:
        raise ValueError("none is shown")
    return shown
