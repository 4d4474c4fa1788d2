"""manifest.json: what a release is and which bytes it holds; and the seal in office/ that binds both halves.

The hash of a staff file would give it away to who can guess it: a list of withheld students is one of a few
hundred possible lists. So manifest.json, which travels with the data, names only the files that travel. The
staff's files stand in office/seal.json, with random salt; the manifest holds the seal's hash, and the seal the
hash of all that the manifest says besides. A change in either shows.
"""

import hashlib
import json
from dataclasses import dataclass, fields, replace
from datetime import date

from schoolgate.core import DataLevel
from schoolgate.release.files.documents import canonical_json

MANIFEST = "manifest.json"
SEAL = "office/seal.json"


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file: its path inside the release, with `/`, its SHA-256 in hexadecimal and its length."""

    path: str
    sha256: str
    size_bytes: int

    # A JSON object.
    def to_document(self) -> dict[str, object]:
        """Return the JSON of it."""
        return {"path": self.path, "sha256": self.sha256, "bytes": self.size_bytes}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release is. It travels with the data: say nothing here that the one who asked may not know.

    on: the day of release. withheld: counts by reason. sources: further names and ids that a later check needs.
    files and seal are filled in when the folder is published.
    """

    release_id: str
    level: DataLevel
    lane: str
    policy: str
    snapshot: str
    on: date
    rows: int
    withheld: tuple[tuple[str, int], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    files: tuple[ManifestFile, ...] = ()
    seal: str = ""

    # A JSON object.
    def to_document(self) -> dict[str, object]:
        """Return the JSON of it, as the release folder has it."""
        own: dict[str, object] = {field.name: getattr(self, field.name) for field in fields(self)}
        return own | {
            "level": self.level.value,
            "on": self.on.isoformat(),
            "withheld": dict(self.withheld),
            "sources": dict(self.sources),
            "files": [file.to_document() for file in self.files],
        }

    def to_bytes(self) -> bytes:
        """Return the bytes of manifest.json."""
        return canonical_json(self.to_document())

    @property
    def digest(self) -> str:
        """The SHA-256 of all that the manifest says but for the seal's hash."""
        return hashlib.sha256(replace(self, seal="").to_bytes()).hexdigest()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Manifest":
        """Read manifest.json. Raises ValueError where it is not exactly what `to_bytes` writes."""
        document = _object(raw)
        try:
            manifest = cls(
                release_id=_text(document["release_id"]),
                level=DataLevel(_text(document["level"])),
                lane=_text(document["lane"]),
                policy=_text(document["policy"]),
                snapshot=_text(document["snapshot"]),
                on=date.fromisoformat(_text(document["on"])),
                rows=_count(document["rows"]),
                withheld=tuple((reason, _count(count)) for reason, count in _pairs(document["withheld"])),
                sources=tuple((name, _text(value)) for name, value in _pairs(document["sources"])),
                files=_files(document["files"]),
                seal=_text(document["seal"]),
            )
        except KeyError as error:
            raise ValueError(f"{error.args[0]} is missing") from error
        if manifest.to_bytes() != raw:
            raise ValueError("it is not in the form in which it was written")
        return manifest


@dataclass(frozen=True, slots=True)
class Seal:
    """The staff's half: the files under office/, and the digest of what the manifest says. salt: random, 64 digits."""

    salt: str
    manifest: str
    files: tuple[ManifestFile, ...]

    def to_bytes(self) -> bytes:
        """Return the bytes of office/seal.json."""
        files = [file.to_document() for file in self.files]
        return canonical_json({"salt": self.salt, "manifest": self.manifest, "files": files})

    @property
    def digest(self) -> str:
        """The SHA-256 of office/seal.json. It binds every byte of the release: whoever keeps it can tell any change."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Seal":
        """Read office/seal.json. Raises ValueError where it is not exactly what `to_bytes` writes."""
        document = _object(raw)
        try:
            seal = cls(_text(document["salt"]), _text(document["manifest"]), _files(document["files"]))
        except KeyError as error:
            raise ValueError(f"{error.args[0]} is missing") from error
        if seal.to_bytes() != raw:
            raise ValueError("it is not in the form in which it was written")
        return seal


# What follows narrows the values of a JSON document, which may be anything, to what they must be.
def _object(raw: bytes) -> dict[str, object]:
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    return _as_object(document)


def _as_object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("it holds no object where it must")
    return value


def _pairs(value: object) -> list[tuple[str, object]]:
    return list(_as_object(value).items())


def _files(value: object) -> tuple[ManifestFile, ...]:
    if not isinstance(value, list):
        raise ValueError("it holds no list of files")
    entries = [_as_object(entry) for entry in value]
    return tuple(
        ManifestFile(_text(entry["path"]), _text(entry["sha256"]), _count(entry["bytes"])) for entry in entries
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value
