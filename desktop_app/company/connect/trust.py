"""Whom this computer trusts to vouch for a company's server.

psycopg's wheels bring an OpenSSL of their own, which looks for authorities in a folder that exists nowhere (measured:
OPENSSLDIR is /usr/lib/psycopg-openssl), so ``sslrootcert=system`` trusts nobody. libpq is given a file instead.
"""

import atexit
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
    if sys.platform == "win32":
        context = ssl.create_default_context()
        return str(exported(context)) if context.get_ca_certs() else "system"
    named = ssl.get_default_verify_paths().cafile
    return next((file for file in (named, *_BUNDLES) if file and Path(file).is_file()), "system")


def exported(context: ssl.SSLContext) -> Path:
    """Write the authorities that a context trusts to a file of our own; it is deleted when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="waybill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "authorities.pem"
    authorities = context.get_ca_certs(binary_form=True)
    file.write_text("".join(map(ssl.DER_cert_to_PEM_cert, authorities)), "ascii")
    return file
