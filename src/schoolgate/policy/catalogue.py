"""What is already public: Appendix I of the circular as data, and what goes with it.

Source: ODA-03, "Publicly Available Data" and Appendix I (R12-R16, R68-R72). The search is in `catalogue_search`, and
which datasets may already answer a request in `deflection`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from schoolgate.core import BadInput, Fault
from schoolgate.policy.toml_text import TomlText

_PACKAGED = Path(__file__).parent / "data" / "catalogue.toml"
_APPENDIX = (
    "overview",
    "standardized_tests",
    "enrollment_and_indicators",
    "school_climate",
    "high_school_and_postsecondary",
)
_TEXTS = ("id", "title", "heading", "publisher", "address", "address_confidence", "description")
_LISTS = ("types", "levels", "disaggregations", "plain_words")
_OPTIONAL_TEXTS = ("address_note", "fallback", "api", "small_groups", "years")
_OPTIONAL_LISTS = ("groupings", "measures")
_KNOWN = frozenset({*_TEXTS, *_LISTS, *_OPTIONAL_TEXTS, *_OPTIONAL_LISTS, "ended"})
_CHOICES = {
    "address_confidence": frozenset({"high", "medium", "low"}),
    "levels": frozenset({"national", "large city", "state", "district", "school"}),
}


@dataclass(frozen=True, slots=True)
class Dataset:
    """One entry of the catalogue.

    heading: Appendix I's heading, or where else the entry stands; types: the circular's own six (docs/adr/0103).
    address_confidence: high, medium or low, how likely the address still leads there; fallback: where to look if not.
    small_groups: how its publisher treats small groups. groupings and measures: ids of requests that it publishes.
    first_year and last_year: the school years known to be published, by the year they end in, None where not known;
    ended: nothing later will come.
    """

    id: str
    title: str
    heading: str
    types: tuple[str, ...]
    publisher: str
    address: str
    address_confidence: str
    description: str
    levels: tuple[str, ...]
    disaggregations: tuple[str, ...]
    plain_words: tuple[str, ...]
    address_note: str = ""
    fallback: str = ""
    api: str = ""
    small_groups: str = ""
    groupings: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    ended: bool = False

    @property
    def is_in_appendix(self) -> bool:
        """Whether Appendix I lists it."""
        return self.heading in _APPENDIX

    @property
    def is_for_school_personnel(self) -> bool:
        """Whether only school personnel may see it (R16)."""
        return self.heading == "school_personnel"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries in the order of Appendix I; headings and types with their names.

    same_words: what a word is read as, with the words that mean it. silent_words: those that name nothing in a search.
    """

    edition: str
    headings: Mapping[str, str]
    types: Mapping[str, str]
    same_words: Mapping[str, tuple[str, ...]]
    silent_words: frozenset[str]
    datasets: tuple[Dataset, ...]

    def get(self, dataset_id: str) -> Dataset:
        """Return the entry of an id. Raises KeyError where there is none."""
        for dataset in self.datasets:
            if dataset.id == dataset_id:
                return dataset
        raise KeyError(dataset_id)

    def visible(self, *, school_personnel: bool = False) -> tuple[Dataset, ...]:
        """Return what a requester may see: school personnel see the reports in Aspen and Panorama too (R16)."""
        return tuple(dataset for dataset in self.datasets if school_personnel or not dataset.is_for_school_personnel)


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Return the catalogue that comes with the policy."""
    return read_catalogue(_PACKAGED)


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue file. Raises BadInput with every fault of it: file, line, key and mend."""
    return _CatalogueReader(TomlText(path)).catalogue()


class _CatalogueReader:
    def __init__(self, text: TomlText) -> None:
        self._text = text
        self._faults: list[Fault] = []

    def catalogue(self) -> Catalogue:
        headings, types = self._names("headings"), self._names("types")
        choices = {**_CHOICES, "heading": frozenset(headings), "types": frozenset(types)}
        same = {key: self._words("same_words", key, 0, words) for key, words in self._table("same_words").items()}
        silent = self._words("", "silent_words", 0, self._text.tables.get("silent_words"))
        entries = self._text.tables.get("dataset", [])
        datasets = [
            self._dataset(nth, entry, choices) for nth, entry in enumerate(entries if isinstance(entries, list) else [])
        ]
        counts = Counter(dataset.id for dataset in datasets if dataset is not None)
        for dataset_id in (found for found, count in counts.items() if count > 1):
            self._fault("dataset", "id", 0, "id-twice", f"The id {dataset_id} stands twice.", "Rename one.")
        edition = self._text.tables.get("edition")
        if not isinstance(edition, str) or not datasets:
            self._fault(
                "", "edition", 0, "empty", "There is no edition or no dataset.", "Give an edition and datasets."
            )
        if self._faults:
            raise BadInput(self._faults)
        return Catalogue(
            str(edition),
            MappingProxyType(headings),
            MappingProxyType(types),
            MappingProxyType(same),
            frozenset(silent),
            tuple(dataset for dataset in datasets if dataset is not None),
        )

    def _dataset(self, nth: int, entry: object, choices: Mapping[str, frozenset[str]]) -> Dataset | None:
        before = len(self._faults)
        if not isinstance(entry, dict):
            self._fault("dataset", "", nth, "wrong-type", "A dataset must be a table.", "Write [[dataset]].")
            return None
        for key in entry.keys() - _KNOWN:
            self._fault("dataset", key, nth, "unknown-key", f"The key {key} is not known.", "Leave it out.")
        texts = {key: self._text_of(entry, key, nth) for key in (*_TEXTS, *_OPTIONAL_TEXTS)}
        lists = {
            key: self._words("dataset", key, nth, entry.get(key, None if key in _LISTS else []))
            for key in (*_LISTS, *_OPTIONAL_LISTS)
        }
        for key, allowed in choices.items():
            for value in lists.get(key, (texts.get(key, ""),)):
                if value not in allowed:
                    message, mend = f"{value!r} is no {key}.", f"Write one of {', '.join(sorted(allowed))}."
                    self._fault("dataset", key, nth, "not-a-choice", message, mend)
        first_year, last_year = self._years(texts.pop("years"), nth)
        if len(self._faults) > before:
            return None
        ended = entry.get("ended") is True
        # Keys and values were checked above one by one; their names are the fields'.
        return Dataset(**texts, **lists, first_year=first_year, last_year=last_year, ended=ended)  # type: ignore[arg-type]

    def _text_of(self, entry: Mapping[str, object], key: str, nth: int) -> str:
        value = entry.get(key, "" if key in _OPTIONAL_TEXTS else None)
        if isinstance(value, str):
            return value
        self._fault("dataset", key, nth, "missing-text", f"{key} must be text.", f'Write {key} = "…".')
        return ""

    def _words(self, section: str, key: str, nth: int, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value):
            return tuple(value)
        self._fault(section, key, nth, "missing-list", f"{key} must be a list of words.", f'Write {key} = ["…"].')
        return ()

    def _years(self, span: str, nth: int) -> tuple[int | None, int | None]:
        first, dash, last = span.partition("-")
        if not span:
            return None, None
        if dash and first.isdecimal() and (last.isdecimal() or not last) and (not last or int(first) <= int(last)):
            return int(first), int(last) if last else None
        self._fault("dataset", "years", nth, "years", f"{span!r} is no span of years.", 'Write "2017-2023" or "2017-".')
        return None, None

    def _names(self, section: str) -> dict[str, str]:
        names = {}
        for key, name in self._table(section).items():
            if isinstance(name, str) and name.strip():
                names[key] = name
            else:
                self._fault(section, key, 0, "missing-text", f"{key} has no name.", "Give its name as text.")
        return names

    def _table(self, section: str) -> dict[str, object]:
        found = self._text.tables.get(section)
        if isinstance(found, dict):
            return found
        self._fault("", section, 0, "missing-section", f"[{section}] is missing.", f"Add the section [{section}].")
        return {}

    def _fault(self, section: str, key: str, nth: int, rule: str, message: str, mend: str) -> None:
        line = self._text.line_of(section, key, nth) or self._text.line_of(section, "", nth)
        column = ".".join(part for part in (section, key) if part)
        self._faults.append(Fault(self._text.source, line, column, f"catalogue.{rule}", message, mend))
