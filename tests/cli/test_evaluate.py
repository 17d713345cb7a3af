"""`topics evaluate` as it is called: what it prints where, what it stores, what it ends with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "topics.cli.main", "evaluate"]
GOLD = [  # title, topic, second topics, language; the prediction and its probability
    ("الرجاء يفوز على ضيفه بهدفين نظيفين", "sport", [], "ar", "sport", 0.97),
    ("أمطار رعدية مرتقبة بمرتفعات الأطلس", "weather", [], "ar", "weather", 0.95),
    ("نقابات التعليم تعلن إضرابا وطنيا", "labour", ["education"], "ar", "education", 0.81),
    ("الكورة: الفرقة ديالنا ربحات الماتش", "sport", [], "ary", "sport", 0.88),
    ("ثمن الخضرة طلع بزاف فالسوق", "economy", [], "ary", "society", 0.52),
    ("La Bourse termine la semaine dans le vert", "economy", [], "fr", "economy", 0.93),
    ("Vague de chaleur : alerte dans six provinces", "weather", [], "fr", "weather", 0.9),
    ("Le festival ouvre ses portes vendredi", "culture", [], "fr", "culture", 0.77),
    ("Une grève paralyse les trains", "labour", [], "fr", "economy", 0.84),
    ("Parliament votes on the new budget", "politics", ["economy"], "en", "politics", 0.7),
    ("Dam fills up after a week of rain", "weather", [], "en", "environment", 0.45),
    ("Subscribe to our newsletter", "not_news", [], "en", "not_news", 0.99),
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the gold and the predictions."""
    gold, found = [], []
    for title, topic, also, language, predicted, probability in GOLD:
        gold.append({"title": title, "primary": topic, "also": also, "lang": language})
        found.append(
            {"title": title, "topic": predicted, "probability": probability, "abstained": probability < 0.5}
        )
    for name, rows in (("gold", gold), ("found", found)):
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def evaluate(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "XDG_DATA_HOME": str(folder / "data")}
    done = subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, cwd=folder, env=own, check=False
    )
    assert "Traceback" not in done.stderr
    return done


def test_predictions_are_scored_and_kept(files: Path) -> None:
    done = evaluate(files, "--gold", "gold.jsonl", "--predictions", "found.jsonl")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["overall"]["n"] == 11
    assert told["overall"]["accepted"]["value"] == pytest.approx(8 / 11)
    assert told["overall"]["abstained"] == pytest.approx(1 / 11)
    assert told["languages"].keys() == {"fr", "ar", "ary", "en"}
    assert told["not_news"] == {"support": 1, "predicted": 1, "precision": 1.0, "recall": 1.0}
    assert told["mistakes"][0]["title"] == "Une grève paralyse les trains"
    assert told["gold"]["rows"] == 12 and len(told["gold"]["sha256"]) == 64
    places = [line.partition("written: ")[2] for line in done.stderr.splitlines()]
    assert [Path(place).suffix for place in places] == [".json", ".html"]
    assert {Path(place).parent for place in places} == {files / "data" / "topics" / "evaluations"}
    assert json.loads(Path(places[0]).read_text(encoding="utf-8")) == told
    page = Path(places[1]).read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "Une grève paralyse les trains" in page


@pytest.mark.slow
def test_two_evaluations_at_once_keep_apart(files: Path) -> None:
    for _ in range(2):
        assert evaluate(files, "--gold", "gold.jsonl", "--predictions", "found.jsonl").returncode == 0
    assert len(list((files / "data" / "topics" / "evaluations").iterdir())) == 4


def test_the_page_lies_beside_a_named_output(files: Path) -> None:
    common = ("--gold", "gold.jsonl", "--predictions", "found.jsonl", "--output", "mine.json")
    assert evaluate(files, *common).returncode == 0
    assert (files / "mine.json").exists() and (files / "mine.html").exists()
    assert evaluate(files, *common, "--html", "page.html").returncode == 0
    assert (files / "page.html").exists()
    assert not (files / "data").exists()


def test_standard_output_is_written_once(files: Path) -> None:
    done = evaluate(
        files, "--gold", "gold.jsonl", "--predictions", "found.jsonl", "-o", "-", "--html", "a.html"
    )
    assert json.loads(done.stdout)["overall"]["n"] == 11
    assert done.stderr == "written: a.html\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--gold", "missing.jsonl"), 1, "expected labelled headlines in UTF-8"),
        (("--gold", "gold.jsonl", "--predictions", "missing.jsonl"), 1, "expected predictions in UTF-8"),
        (("--gold", "gold.jsonl", "--predictions", "found.jsonl", "--runtime", "torch"), 2, "no --runtime"),
        (("--gold", "gold.jsonl", "--predictions", "found.jsonl", "--html", "-"), 2, "expected a file"),
        (("--gold", "gold.jsonl", "--predictions", "found.jsonl", "-o", "a.html"), 2, "for both"),
        (("--gold", "gold.jsonl", "--predictions", "found.jsonl", "-o", "no/a.json"), 1, "can be written"),
        (("--gold", "gold.jsonl", "--predictions", "other.jsonl"), 2, "expected topics of the model (art)"),
    ],
)
def test_what_cant_be_measured_ends_with_words(
    files: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    other = [{"title": title, "topic": "art", "probability": 0.5} for title, *_ in GOLD]
    (files / "other.jsonl").write_text("\n".join(map(json.dumps, other)), encoding="utf-8")
    done = evaluate(files, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert not [path for path in files.rglob("*") if path.suffix in {".html", ".json", ".part"}]


def test_predictions_need_no_model(files: Path) -> None:
    code = (
        "import sys\nfrom topics.cli.main import app\nfrom typer.testing import CliRunner\n"
        "done = CliRunner().invoke(app, ['evaluate', '--gold', 'gold.jsonl', '--predictions', 'found.jsonl',"
        " '-o', 'a.json'])\n"
        "assert done.exit_code == 0, done.output\n"
        "print({'torch', 'openvino', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=files, check=True, timeout=60
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.encoder
@pytest.mark.slow
def test_the_product_is_measured(files: Path, encoder_cache: Path) -> None:
    """The gold's titles go the way of any headline, and a title without letters is told and left out."""
    with (files / "gold.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"title": "!!!", "primary": "sport", "lang": "en"}\n')
    done = evaluate(files, "--gold", "gold.jsonl", "--output", "found.json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["overall"]["n"] == 11 and told["overall"]["accepted"]["value"] > 0.6
    assert "expected a title, got '!!!'" in done.stderr

    titles = "\n".join(title for title, *_ in GOLD)
    (files / "titles.txt").write_text(titles, encoding="utf-8")
    classify = [*PROGRAM[:-1], "classify", "titles.txt", "--output", "classified.jsonl"]
    subprocess.run(classify, cwd=files, check=True, capture_output=True)
    again = evaluate(files, "--gold", "gold.jsonl", "--predictions", "classified.jsonl", "-o", "again.json")
    scored = json.loads(again.stdout)["overall"]
    assert scored["n"] == 12  # the one without a letter has no prediction: it counts
    assert scored["accepted"]["value"] * 12 == pytest.approx(told["overall"]["accepted"]["value"] * 11)
