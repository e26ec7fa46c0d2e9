"""Certificate authorities for servers of the tests."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desktop_app.domain.clock import utc_now

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Vouches for servers: a root certificate in a file, and certificates that it signs."""

    folder: Path
    name: x509.Name
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def make(cls, folder: Path) -> "Authority":
        authority = cls(folder, _name(folder.name), ec.generate_private_key(ec.SECP256R1()))
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        builder = authority._certificate(authority.name, authority.key, DAY).add_extension(constraints, critical=True)
        folder.mkdir()
        authority.root.write_bytes(authority._signed(builder.add_extension(usage, critical=True)))
        return authority

    @property
    def root(self) -> Path:
        return self.folder / "root.crt"

    def vouch(self, *addresses: str, valid_for: timedelta = DAY) -> tuple[Path, Path]:
        """Certificate and key of a server at these IP addresses and host names."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([_general_name(each) for each in addresses])
        builder = self._certificate(_name("server"), key, valid_for).add_extension(names, critical=False)
        certificate, key_file = self.folder / "server.crt", self.folder / "server.key"
        certificate.write_bytes(self._signed(builder))
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return certificate, key_file

    def _certificate(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, valid_for: timedelta
    ) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            issuer_name=self.name,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=utc_now() - 2 * DAY,
            not_valid_after=utc_now() + valid_for,
        )

    def _signed(self, builder: x509.CertificateBuilder) -> bytes:
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general_name(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)
