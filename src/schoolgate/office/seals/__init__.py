"""Files and short texts encrypted at rest, under a key that lies in neither the database nor the folder."""

from schoolgate.office.seals.files import SealedFiles, StoredFile
from schoolgate.office.seals.texts import open_text, seal_text

__all__ = ["SealedFiles", "StoredFile", "open_text", "seal_text"]
