"""The file of a proof: the same bytes for the same proof."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput
from schoolgate.sdc.proofs import Alternative, Proof
from schoolgate.sdc.protection import ProtectedTable


def write_proof(path: Path, protected: ProtectedTable) -> None:
    """Write the proof, the same bytes for the same proof. It shows true counts to whoever holds it: staff only."""
    path.write_bytes(proof_bytes(protected.proof))


def proof_bytes(proof: Proof) -> bytes:
    """Return the bytes of a proof file, the same for the same proof."""
    found = proof.alternatives
    empty = np.zeros(0, dtype=np.int64)
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        lengths=np.array([len(alternative.leaves) for alternative in found], dtype=np.int64),
        leaves=_narrowed(np.concatenate([empty, *(alternative.leaves for alternative in found)])),
        changes=_narrowed(np.concatenate([empty, *(alternative.changes for alternative in found)])),
    )
    return stream.getvalue()


def _narrowed(numbers: NDArray[np.int64]) -> NDArray[np.signedinteger]:
    """Return the numbers in as few bytes each as hold them all: there is less to pack."""
    most = int(np.abs(numbers).max(initial=0))
    return numbers.astype(np.min_scalar_type(-most - 1))


def read_proof(path: Path) -> Proof:
    """Read a proof file. Raises BadInput where it is none."""
    try:
        with np.load(path, allow_pickle=False) as held:
            ends = np.cumsum(held["lengths"])[:-1]
            leaves, changes = (held[name].astype(np.int64) for name in ("leaves", "changes"))
            parts = zip(np.split(leaves, ends), np.split(changes, ends), strict=True)
            return Proof(tuple(Alternative(*part) for part in parts if len(part[0])))
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BadInput.at(
            path.name, "The file is not a proof.", "Protect the table again.", rule="proof.file"
        ) from error
