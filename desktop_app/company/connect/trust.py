"""Whom this computer trusts to vouch for a company's server.

psycopg's wheels bring an OpenSSL of their own, which looks for authorities in a folder that exists nowhere (measured:
OPENSSLDIR is /usr/lib/psycopg-openssl), so ``sslrootcert=system`` trusts nobody. libpq is given a file instead.
"""

import atexit
import os
import shutil
import ssl
import sys
import tempfile
from functools import cache
from pathlib import Path

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/var/lib/ca-certificates/ca-bundle.pem",  # openSUSE
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",  # macOS, Alpine, BSD
)


@cache
def root_certificates() -> str:
    """The file with the authorities that the system trusts, for libpq's ``sslrootcert``.

    ``SSL_CERT_FILE`` goes first. Where the system has no such file (Windows), one is made of its certificate store and
    deleted when the program ends. ``system``, libpq's own way, if nothing is found.
    """
    if (told := os.environ.get("SSL_CERT_FILE")) and Path(told).is_file():
        return told
    if sys.platform == "win32":
        context = ssl.create_default_context()
        return str(exported(context)) if context.get_ca_certs() else "system"
    named = ssl.get_default_verify_paths().cafile
    return next((file for file in (named, *_BUNDLES) if file and Path(file).is_file()), "system")


def tls_context(authority: str | None = None) -> ssl.SSLContext:
    """Trust for a client of ours: what the system and ``SSL_CERT_FILE`` say, or the one authority that is named.

    Raises:
        OSError: the file cannot be used.
    """
    if authority is not None:
        return ssl.create_default_context(cafile=authority)
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if (told := os.environ.get("SSL_CERT_FILE")) and Path(told).is_file():
        context.load_verify_locations(told)  # Where the system has a store of its own, nobody else would read it.
    return context


def with_authorities(file: Path) -> Path:
    """Write a file of those whom the system trusts and of those in ``file``; it is deleted when the program ends.

    Raises:
        OSError: there is no certificate in it, or it cannot be read.
    """
    ssl.create_default_context(cafile=file)
    usual = root_certificates()
    parts = [file.read_bytes()] + ([Path(usual).read_bytes()] if usual != "system" else [])
    return _kept(b"\n".join(parts))


def exported(context: ssl.SSLContext) -> Path:
    """Write the authorities that a context trusts to a file of our own; it is deleted when the program ends."""
    return _kept("".join(map(ssl.DER_cert_to_PEM_cert, context.get_ca_certs(binary_form=True))).encode("ascii"))


def _kept(certificates: bytes) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="waybill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "authorities.pem"
    file.write_bytes(certificates)
    return file
