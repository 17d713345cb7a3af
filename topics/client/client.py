"""What programs ask the service with: typed answers, pages followed, refusals waited for."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any
from urllib.parse import quote

import httpx

from topics.client.entries import together
from topics.client.pages import LARGEST_PAGE, Pages, Row, Value, pages
from topics.client.portions import as_bytes, portions, whole_groups
from topics.errors import TopicsError, UsageError

MOST_ITEMS = 1000  # of one request: more are sent in several
MOST_ENTRIES = 10_000  # of a log
LONGEST_WAIT = 60.0  # seconds that a client waits because it was asked to
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
NOT_BEGUN = {f"urn:headline-topics:problem:{name}" for name in ("busy", "held")}  # of the kinds of 503


class ServiceError(TopicsError):
    """The service did not do what was asked; ``status`` is None where it could not be reached."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.exit_code = 2 if status in (400, 404, 422) else 1


@dataclass(frozen=True, slots=True)
class Filed:
    """A headline as it was filed."""

    title: str
    topic: str
    probability: float
    alternatives: tuple[tuple[str, float], ...]  # the next topics, most probable first
    abstained: bool
    language: str
    model: str  # what the answer depends on


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of headlines that were sent."""

    ids: tuple[str | None, ...]  # one a headline, of duplicates the stored one's; None: it could not be used
    added: int
    updated: int
    duplicates: int
    problems: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of entries of a log."""

    added: int
    repeated: int  # said nothing new
    problems: tuple[Mapping[str, str], ...]


class Client:
    """Asks one service. Close it, or use it in a ``with``.

    Args:
        url: where the service listens: "https://topics.example".
        key: what `topics keys create` printed.
        timeout: seconds for one answer.
        tries: how often a request is sent where the service is busy (429, 503) or can't be reached. Asking,
            ingesting and importing twice is once. What editors say is not: to take a word back twice takes
            back two. So ``correct`` sends again only what the service surely did not begin with.

    Raises:
        UsageError: a key that none can be.
    """

    def __init__(self, url: str, key: str, *, timeout: float = 60.0, tries: int = 4) -> None:
        self.url = url.rstrip("/")
        key = key.strip()  # as files end
        if not (key and key.isascii() and key.isprintable()):
            raise UsageError(
                "key: expected one that `topics keys create` printed, got none or one with other signs than "
                "those of ASCII; give it as it was printed."
            )
        self._tries = tries
        self._http = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {key}"}, timeout=timeout
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- questions ---------------------------------------------------------------------------

    def classify(self, headlines: Sequence[str | Mapping[str, Any]], *, top: int = 3) -> list[Filed]:
        """File headlines (titles, or rows with title, language, source) under topics, in their order.

        Raises:
            ServiceError: the service refused, or could not be reached.
        """
        found: list[Filed] = []
        rows = [{"title": one} if isinstance(one, str) else dict(one) for one in headlines]
        for some in portions(rows, MOST_ITEMS):
            answer = self._post("/v1/classify", {"headlines": some, "top": top})
            found += [_filed(row, answer["model"]) for row in answer["results"]]
        return found

    def ingest(self, headlines: Sequence[Mapping[str, Any]]) -> Ingested:
        """Keep headlines: rows with title and source, and if known id, url, published, language, summary."""
        ids: list[str | None] = []
        problems: list[Mapping[str, str]] = []
        counts = {"added": 0, "updated": 0, "duplicates": 0}
        for some in portions([dict(one) for one in headlines], MOST_ITEMS):
            answer = self._post("/v1/headlines", {"headlines": some})
            places = range(len(ids), len(ids) + len(some))
            problems += [_placed(one, places)[1] for one in answer["problems"]]
            ids += answer["ids"]
            counts = {name: number + answer[name] for name, number in counts.items()}
        return Ingested(tuple(ids), problems=tuple(problems), **counts)

    def correct(self, corrections: Sequence[Mapping[str, Any]], *, editor: str | None = None) -> Row:
        """Log what editors say: rows with topic, and id or title.

        Raises:
            ServiceError: also where an answer was lost: ``corrections`` shows whether it was logged.
        """
        said = _by(editor, [dict(one) for one in corrections])
        return self._post("/v1/corrections", said, again=False)

    def import_corrections(
        self, entries: Sequence[Mapping[str, Any]], *, editor: str | None = None
    ) -> Imported:
        """Log entries of a file or of another log, as ``corrections`` gives them: twice is once.

        Raises:
            ServiceError: also between two of the requests that many entries take: what was in those before
                is logged, and all may be sent again.
        """
        rows = [dict(one) for one in entries]
        groups = together(rows)
        places = [place for group in groups for place in group]
        added = repeated = sent = 0
        problems: list[tuple[int, Mapping[str, str]]] = []
        for some in whole_groups([[rows[place] for place in group] for group in groups], MOST_ENTRIES):
            answer = self._post("/v1/corrections/import", _by(editor, some))
            added, repeated = added + answer["added"], repeated + answer["repeated"]
            problems += [_placed(one, places[sent : sent + len(some)]) for one in answer["problems"]]
            sent += len(some)
        return Imported(added, repeated, tuple(one for _, one in sorted(problems, key=lambda told: told[0])))

    def corrections(self, *, most: int | None = None, **filter: Value) -> Pages:
        """What editors said, the newest first; ``which="latest"``: what holds on each headline."""
        return self._pages("/v1/corrections", "corrections", most, filter)

    def headlines(self, *, most: int | None = None, **filter: Value) -> Pages:
        """Headlines that match, the newest first, page after page."""
        return self._pages("/v1/headlines", "headlines", most, filter)

    def search(self, words: str, *, most: int | None = None, **filter: Value) -> Pages:
        """Headlines with all of these words in any form, the newest first."""
        return self._pages("/v1/search", "headlines", most, {**filter, "q": words})

    def topics(self, **filter: Value) -> list[Row]:
        """The topics of the list, each with its headlines that match."""
        return list(self._pages("/v1/topics", "topics", None, filter))

    def themes(self, *, most: int | None = None, **filter: Value) -> Pages:
        """Themes with a headline that matches, largest first."""
        return self._pages("/v1/themes", "themes", most, filter)

    def stories(self, *, most: int | None = None, **filter: Value) -> Pages:
        """Stories with a headline that matches, those of most outlets first; ``since="recent"``: of now."""
        return self._pages("/v1/stories", "stories", most, filter)

    def bursts(self, *, most: int | None = None, **filter: Value) -> Pages:
        """What rises, the strongest first."""
        return self._pages("/v1/bursts", "bursts", most, filter)

    def theme(self, id: str, *, limit: int = 20) -> Row:
        """One theme with its lineage and so many of its newest headlines."""
        return self._send("GET", f"/v1/themes/{quote(id, safe='')}", params={"limit": limit})

    def story(self, id: str, *, limit: int = 100) -> Row:
        """One story with what it came of and so many of its headlines."""
        return self._send("GET", f"/v1/stories/{quote(id, safe='')}", params={"limit": limit})

    def trends(self, *, most: int | None = None, **filter: Value) -> Row:
        """Counts and shares over time, of every key or of the ``most`` frequent ones.

        ``next_cursor`` is None where no key is left out.

        Raises:
            ServiceError: also where headlines came in between two pages.
        """
        asked = {"limit": LARGEST_PAGE, **filter}
        first, *more = pages(partial(self._get, "/v1/trends"), "series", most, asked)
        for page in more:
            if page["starts"] != first["starts"]:
                raise ServiceError(f"{self.url}: headlines came in between two pages of trends; ask again.")
        every = (first, *more)
        series = [one for page in every for one in page["series"]]
        return {**first, "series": series, "next_cursor": every[-1]["next_cursor"]}

    # --- inside ------------------------------------------------------------------------------

    def _pages(self, path: str, what: str, most: int | None, filter: Mapping[str, Value]) -> Pages:
        return Pages(partial(self._get, path), what, most, filter)

    def _get(self, path: str, asked: Mapping[str, Any]) -> Row:
        return self._send("GET", path, params=asked)

    def _post(self, path: str, body: Row, *, again: bool = True) -> Row:
        kind = {"Content-Type": "application/json"}
        return self._send("POST", path, again=again, content=as_bytes(body), headers=kind)

    def _send(self, method: str, path: str, *, again: bool = True, **request: Any) -> Row:
        """Ask; ``again`` says that it may be sent again where the service may have done it already."""
        for left in range(self._tries - 1, -1, -1):
            try:
                answer = self._http.request(method, path, **request)
            except httpx.HTTPError as error:
                if not left or not (again or isinstance(error, NOT_SENT)):
                    said = str(error) or type(error).__name__
                    raise ServiceError(f"{self.url}: expected the service, got: {said}.") from error
                time.sleep(0.5)
                continue
            if not left or not _sent_away(answer, again):
                return self._read(answer)
            time.sleep(_asked_to_wait(answer))
        raise AssertionError("the last try returns or raises")

    def _read(self, answer: httpx.Response) -> Row:
        try:
            found: Row = answer.json()
        except ValueError as error:
            got = f"{answer.status_code} and something else than JSON"
            raise ServiceError(f"{self.url}: expected the service, got {got}.", answer.status_code) from error
        if answer.is_success:
            return found
        raise ServiceError(str(found.get("detail", found))[:1000], answer.status_code)


def _filed(row: Row, model: str) -> Filed:
    others = tuple((one["topic"], one["probability"]) for one in row["alternatives"])
    return Filed(**{**row, "alternatives": others, "model": model})


def _by(editor: str | None, entries: list[Row]) -> Row:
    """What editors say; ``editor`` where an entry names none."""
    return {"corrections": entries} | ({"editor": editor} if editor else {})


def _placed(problem: Mapping[str, str], places: Sequence[int]) -> tuple[int, Mapping[str, str]]:
    """The place of a problem among all rows, and the problem with it; ``places`` are those of its request."""
    word, _, number = problem["position"].partition(" ")
    if not number.isdecimal():
        return -1, {**problem, "position": word}
    place = places[int(number) - 1]
    return place, {**problem, "position": f"{word} {place + 1}"}


def _sent_away(answer: httpx.Response, again: bool) -> bool:
    """Whether to send it once more; see ``_send``."""
    if answer.status_code != 503 or again:
        return answer.status_code in (429, 503)
    try:
        told = answer.json()
    except ValueError:  # of a proxy
        return False
    return isinstance(told, dict) and told.get("type") in NOT_BEGUN


def _asked_to_wait(answer: httpx.Response) -> float:
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_WAIT) if asked.isdecimal() else 1.0
