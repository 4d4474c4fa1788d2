"""Ranked search of the catalogue, in the words that people use.

BM25 over word stems and pairs of neighbouring stems. A title's words weigh three times, curated plain words twice.
The same words and the same catalogue always give the same order: ties fall to the catalogue's own.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise

import bm25s
import Stemmer

from schoolgate.policy.catalogue import Catalogue, Dataset, load_catalogue

_WORD = re.compile(r"[a-z0-9]+")
_SHOWN_DECIMALS = 4
# A hit far below the best shares one common word with the question and answers something else.
_WORTH_SHOWING = 0.3
# A word of more than this share of the datasets ("student", "school") is no answer by itself; in a
# catalogue of a few entries every word tells.
_TELLING = 1 / 3
_FEW = 3
# A misspelt word is read as the nearest known one; short words are too near to everything.
_MISSPELT_MIN_LENGTH = 5
_MISSPELT_CUTOFF = 0.85


@dataclass(frozen=True, slots=True)
class Hit:
    """A dataset found: its score (higher is better, only comparable within one search) and the words that matched."""

    dataset: Dataset
    score: float
    matched: tuple[str, ...]


def search(words: str, limit: int = 5, *, school_personnel: bool = False) -> tuple[Hit, ...]:
    """Return the best datasets for a question in plain words, best first; none where no word is known."""
    return _index(school_personnel).search(words, limit)


@lru_cache(maxsize=2)
def _index(school_personnel: bool) -> "SearchIndex":
    catalogue = load_catalogue()
    return SearchIndex(catalogue, catalogue.visible(school_personnel=school_personnel))


class SearchIndex:
    """The words of some datasets of a catalogue, ready to be asked."""

    def __init__(self, catalogue: Catalogue, datasets: Sequence[Dataset]) -> None:
        self._datasets = tuple(datasets)
        self._silent = catalogue.silent_words
        self._stemmer = Stemmer.Stemmer("english")
        self._meaning = {
            self._stem(word): self._stem(meaning) for meaning, same in catalogue.same_words.items() for word in same
        }
        corpus = [self._tokens_of(dataset) for dataset in self._datasets]
        self._known = frozenset(token for tokens in corpus for token in tokens)
        self._spelt = sorted(
            {word for dataset in self._datasets for word in _words(_text_of(dataset))}
            | {word for same in catalogue.same_words.values() for word in same}
        )
        self._ranking = bm25s.BM25(method="lucene", k1=1.2, b=0.5)
        self._ranking.index(corpus, show_progress=False)
        self._tokens = [frozenset(tokens) for tokens in corpus]
        spread = Counter(token for tokens in self._tokens for token in tokens)
        self._telling = frozenset(
            token for token, found in spread.items() if found <= max(_FEW, len(corpus) * _TELLING)
        )

    def search(self, words: str, limit: int) -> tuple[Hit, ...]:
        """Return at most `limit` hits, best first."""
        asked = tuple(dict.fromkeys(self._terms(self._spelt_as_known(words))))
        asked = tuple(token for token in asked if token in self._known)
        if not asked or limit < 1:
            return ()
        scores = [round(float(score), _SHOWN_DECIMALS) for score in self._ranking.get_scores(list(asked))]
        best = max(scores)
        order = sorted(range(len(scores)), key=lambda position: (-scores[position], position))
        hits = (
            Hit(self._datasets[at], scores[at], tuple(token for token in asked if token in self._tokens[at]))
            for at in order
            if scores[at] >= best * _WORTH_SHOWING
            and not self._telling.isdisjoint(self._tokens[at].intersection(asked))
        )
        return tuple(hits)[:limit]

    def _tokens_of(self, dataset: Dataset) -> list[str]:
        plain = [token for phrase in dataset.plain_words for token in self._terms(_words(phrase))]
        other = (dataset.description, dataset.publisher, *dataset.disaggregations)
        rest = [token for text in other for token in self._terms(_words(text))]
        return [*self._terms(_words(dataset.title)) * 3, *plain * 2, *rest]

    def _terms(self, words: Iterable[str]) -> list[str]:
        """Return the stems of the words that name something, and each pair of neighbours."""
        stems = [self._meaning.get(stem, stem) for stem in map(self._stem, (w for w in words if w not in self._silent))]
        return [*stems, *(f"{first} {second}" for first, second in pairwise(stems))]

    def _spelt_as_known(self, words: str) -> list[str]:
        return [self._nearest(word) for word in _words(words)]

    def _nearest(self, word: str) -> str:
        if word in self._silent or len(word) < _MISSPELT_MIN_LENGTH:
            return word
        stem = self._stem(word)
        if self._meaning.get(stem, stem) in self._known:
            return word
        return next(iter(get_close_matches(word, self._spelt, 1, _MISSPELT_CUTOFF)), word)

    def _stem(self, word: str) -> str:
        return str(self._stemmer.stemWord(word))


def _text_of(dataset: Dataset) -> str:
    return " ".join((dataset.title, dataset.description, *dataset.plain_words, *dataset.disaggregations))


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode("ascii")
    return _WORD.findall(folded.replace("'s", " ").replace("'", ""))
