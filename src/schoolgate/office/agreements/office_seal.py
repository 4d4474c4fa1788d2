"""The office's seal on a PDF: a digital signature by which anybody sees that not a byte was changed since.

The key lies in the office's home under `signing/`, encrypted with the office's sealing key; its certificate beside it.
A demonstration makes itself a pair; an office makes one with `schoolgate manage signing_key`, or brings its own.
"""

import base64
import fcntl
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from schoolgate.core import CheckFailed, Fault
from schoolgate.office.seals.texts import sealing_key

FIELD = "OfficeSeal"
_YEARS = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Pair:
    """Where key and certificate lie, both PEM."""

    key: Path
    certificate: Path

    @property
    def is_there(self) -> bool:
        """Whether both are there."""
        return self.key.exists() and self.certificate.exists()


def pair() -> Pair:
    """Return where the office keeps its pair."""
    folder = Path(settings.SCHOOLGATE_HOME) / "signing"
    return Pair(folder / "key.pem", folder / "certificate.pem")


def make_pair(at: datetime, common_name: str = "Schoolgate office") -> Pair:
    """Make a key and a certificate signed by itself, valid for five years. Those that are there are left alone.

    Of two processes that would make one at the same time, the second finds that of the first.
    """
    made = pair()
    made.key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with made.key.with_name(".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.is_there:
            _make(made, at, common_name)
    return made


def _make(made: Pair, at: datetime, common_name: str) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    begins = at.astimezone(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    aside = made.key.with_suffix(".part")
    aside.touch(mode=0o600)
    encryption = serialization.BestAvailableEncryption(_passphrase())
    aside.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption))
    aside.rename(made.key)


def sealed(pdf: bytes, *, reason: str, at: datetime) -> bytes:
    """Return a PDF with the office's digital signature. Raises CheckFailed where the office has no key.

    What signs is loaded here: it takes a second, and most processes of the office never sign.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    kept = make_pair(at) if settings.SCHOOLGATE_IS_DEMO else pair()
    if not kept.is_there:
        mend = "Make one with `schoolgate manage signing_key`, or put the office's own there."
        raise CheckFailed([Fault("signing", None, None, "signing.no-key", "The office has no key to seal with.", mend)])
    signer = signers.SimpleSigner.load(str(kept.key), str(kept.certificate), key_passphrase=_passphrase())  # type: ignore[no-untyped-call]  # pyHanko says no types here
    if signer is None:
        mend = "The key is encrypted with the office's sealing key (SCHOOLGATE_SEAL_KEY) of the day it was made."
        raise CheckFailed([Fault("signing/key.pem", None, None, "signing.key", "The key can't be opened.", mend)])
    meta = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", reason=reason, certify=True)
    return bytes(signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=signer).getvalue())


def _passphrase() -> bytes:
    return base64.b64encode(sealing_key())


def _key_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
