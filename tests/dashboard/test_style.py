"""Style sheets: each language has its own; what they name of Streamlit is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit

from dashboard.style import FOLDER, Look, style_sheet
from dashboard.words import word

MARK = re.compile(r'\[data-testid="([^"]+)"\]')


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_words_of_the_upload_box_are_the_readers(language: str) -> None:
    sheet = style_sheet(Look(language))
    assert f'--choose-file:"{word("choose_file", language)}";' in sheet
    assert "content: var(--choose-file)" in sheet


def test_english_pages_keep_streamlits_words() -> None:
    assert "--choose-file" not in style_sheet(Look("en"))


def test_only_what_runs_from_the_right_is_mirrored() -> None:
    assert "direction: rtl" in style_sheet(Look("ar"))
    assert "direction: rtl" not in style_sheet(Look("fr"))


@pytest.mark.parametrize(("sheet", "named"), [("reworded.css", 4), ("mirrored.css", 13)])
def test_what_a_sheet_names_is_there_in_this_streamlit(sheet: str, named: int) -> None:
    marks = set(MARK.findall((FOLDER / sheet).read_text(encoding="utf-8")))
    assert len(marks) == named
    scripts = (Path(streamlit.__file__).parent / "static").rglob("*.js")
    for path in scripts:
        text = path.read_text(encoding="utf-8", errors="replace")
        marks = {one for one in marks if one not in text}
    assert marks == set()
