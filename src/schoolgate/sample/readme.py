"""DIR/README.md: what a generated district holds."""

from collections.abc import Mapping, Sequence

from schoolgate.sample.facts import Facts
from schoolgate.sample.request_parts import RequestSample


def readme_text(facts: Facts, rows: Mapping[str, int], requests: Sequence[RequestSample], command: str) -> str:
    """Return the page that lies on top of a generated district."""
    files = "\n".join(f"| `extract/{name}.csv` | {count:,} |" for name, count in rows.items())
    asked = "\n".join(f"| `requests/{one.name}.toml` | {one.expected} | {one.says} |" for one in requests)
    return f"""# {facts.district_name}

An invented district. Every person, school and number in it comes from a generator; nobody here is real.
Written by `{command}`; the same command writes the same bytes.

The extract was taken on {facts.extracted_on}, early in the school year {facts.current_year}, which is still going on.
The requests were submitted on {facts.submitted.date()}; decide them on {facts.release_on}
(`--on {facts.release_on}`) or a little later.

`extract/` is a OneRoster 1.2 bulk set with its extension files; load it with `schoolgate load extract --store STORE`.
`district.json` names the people and schools that the requests speak of.

| file | rows |
| --- | ---: |
{files}

| request | outcome | what it shows |
| --- | --- | --- |
{asked}

`roster-partner-consents.csv` has every defect that a consent can have;
`district.json` lists under `roster` who has which.
"""
