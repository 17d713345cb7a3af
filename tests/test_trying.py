"""Headlines that are tried: read in every form, answered in their order, told as a table without formulas."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from topics.errors import InputError
from topics.trying import Answer, read_pasted, read_upload, to_table

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "title,source\nالثلوج تغلق الطريق,صدى\n"),
        ("a.jsonl", '{"title": "الثلوج تغلق الطريق"}\n'),
        ("a.txt", "الثلوج تغلق الطريق\n"),
    ],
)
def test_files_in_every_form(name: str, data: str) -> None:
    assert [one.title for one in read_upload(data.encode(), name, NOW).headlines] == ["الثلوج تغلق الطريق"]


def test_a_file_without_headlines_is_refused() -> None:
    with pytest.raises(InputError, match=r"a\.txt"):
        read_upload(b"", "a.txt", NOW)


def test_a_title_is_never_a_formula() -> None:
    (headline,) = read_pasted("=1+2 ferries open", NOW).headlines
    table = to_table([Answer(headline, (("economy", 0.75), ("sport", 0.25)), True)]).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["title"] == "'=1+2 ferries open"
    assert (row["topic"], row["probability"], row["alternatives"]) == ("economy", "0.7500", "sport=0.2500")
    assert row["abstained"] == "yes"
