"""All files of a release that go to the one who asked, but for the manifest."""

from pathlib import Path

from schoolgate.core import Progress, silent
from schoolgate.release.files.about import reading_of
from schoolgate.release.files.csv_file import write_csv
from schoolgate.release.files.datapackage import write_datapackage
from schoolgate.release.files.dataset import Dataset
from schoolgate.release.files.dictionary import write_dictionary
from schoolgate.release.files.method import MethodNote, write_method
from schoolgate.release.files.parquet_file import write_parquet
from schoolgate.release.files.xlsx_file import write_xlsx


def write_bundle(folder: Path, dataset: Dataset, note: MethodNote, *, progress: Progress = silent) -> None:
    """Write data.csv, data.parquet, data.xlsx, dictionary.csv, datapackage.json and method.md into a folder."""
    writers = (
        ("data.csv", write_csv),
        ("data.parquet", write_parquet),
        ("data.xlsx", write_xlsx),
        ("dictionary.csv", write_dictionary),
        ("datapackage.json", write_datapackage),
    )
    for done, (name, write) in enumerate(writers):
        progress("writing files", done, len(writers) + 1)
        write(dataset, folder / name)
    write_method(note, folder / "method.md", reading=reading_of(dataset))
    progress("writing files", len(writers) + 1, len(writers) + 1)
