"""Stories: bring them up to date, list them, look into one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.early import refuse_early
from topics.cli.options import AsJson, Db, EncoderName, Granularity, Runtime, Since, Until
from topics.errors import UsageError
from topics.types import HeadlineFilter

if TYPE_CHECKING:
    from topics.service import TopicsService

app = typer.Typer(invoke_without_command=True)
RECENT = "recent"  # how a service is asked for the stories of now

Limit = Annotated[int, typer.Option("--limit", min=1, help="At most this many.")]
Topics = Annotated[
    list[str] | None, typer.Option("--topic", metavar="ID", help="With a headline of this topic; repeatable.")
]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="CODE", help="With a headline in this language; repeatable."),
]
Least = Annotated[int, typer.Option("--least", min=2, help="Of at least so many headlines.")]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="stories", rich_help_panel="Every day")


@app.callback()
def stories(
    context: typer.Context,
    granularity: Granularity = None,
    db: Db = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    as_json: AsJson = False,
) -> None:
    """Bring stories up to date and list those of the last two days, most outlets first.

    A story is one event, told for hours or days, across outlets and languages.

    Example: [bold]topics stories[/bold], then [bold]topics stories show S3[/bold]
    """
    if context.invoked_subcommand is not None:
        refuse_early(context)
        return
    from topics import jobs
    from topics.cli import remote
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note
    from topics.cli.progress import watched
    from topics.rows import story_row
    from topics.story_job import granularity_from

    if remote.asked_server() and db is None:  # which brings its stories up to date itself
        remote.only_here(granularity=granularity, encoder=encoder, runtime=runtime)
        with remote.client() as client:
            _list(list(client.stories(most=100, since=RECENT)), remote.zone(), as_json)
        return
    with service_from(db=db, encoder=encoder, runtime=runtime, story_granularity=granularity) as service:
        granularity_from(service.settings.story_granularity)  # wrong use is told before anything is encoded
        with watched() as progress:
            report = jobs.tell_stories(service, now=utc_now(), progress=progress)
        stage = report.stages[-1]
        figures = stage.figures
        note(
            f"{stage.done} headlines placed: {figures['opened']} stories opened, {figures['merged']} merged."
        )
        wanted = _wanted(service, since=None, until=None, topics=None, languages=None, limit=100)
        _list(list(map(story_row, service.stories(wanted))), service.settings.timezone, as_json)


@app.command("list")
def list_(
    since: Since = None,
    until: Until = None,
    topic: Topics = None,
    language: Languages = None,
    least: Least = 2,
    limit: Limit = 100,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List stories as they are, most outlets first; without --since those of the last two days.

    Example: [bold]topics stories list --since 7d --topic economy --least 4[/bold]
    """
    from topics.cli import remote
    from topics.cli.opening import service_from, utc_now
    from topics.rows import story_row

    if remote.asked_server() and db is None:
        now = utc_now()
        with remote.client() as client:
            found = client.stories(
                most=limit,
                since=remote.when(since, option="--since", now=now) or RECENT,
                until=remote.when(until, option="--until", now=now),
                topic=topic,
                language=language,
                least=least,
            )
            _list(list(found), remote.zone(), as_json)
        return
    with service_from(create=False, db=db) as service:
        wanted = _wanted(service, since=since, until=until, topics=topic, languages=language, limit=limit)
        rows = list(map(story_row, service.stories(wanted, least=least)))
        _list(rows, service.settings.timezone, as_json)


@app.command("show")
def show(
    story_id: Annotated[str, typer.Argument(metavar="ID", help="As `topics stories list` shows it.")],
    db: Db = None,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """Show one story: its titles, what it came of, its headlines by time, and its size over time.

    Example: [bold]topics stories show S3[/bold]
    """
    from topics.cli import remote
    from topics.cli.opening import service_from
    from topics.cli.output import say, to_json, wants_json
    from topics.cli.trends import sparkline
    from topics.lookups import story_facts
    from topics.moments import wall_clock

    if remote.asked_server() and db is None:
        with remote.client() as client:
            zone, facts = remote.zone(), client.story(story_id, limit=limit)
    else:
        with service_from(create=False, db=db) as service:
            story = service.story(story_id)
            if story is None:
                raise UsageError(
                    f"expected the id of a story, got {story_id!r}; `topics stories list` shows them."
                )
            zone, facts = service.settings.timezone, story_facts(service, story, limit)
    if wants_json(as_json):
        say(to_json(facts))
        return
    outlets = len(facts["outlets"])
    say(f"{facts['id']}  {facts['title']}  ({facts['size']} headlines of {outlets} outlets)")
    for code, title in list(facts["titles"].items())[1:]:
        say(f"{code}: {title}")
    for link in facts["lineage"]:
        say(f"{link['from']} {link['kind']} into {link['to']}: {link['headlines']} headlines")
    for row in facts["headlines"]:
        when = wall_clock(row["published"] or row["fetched"], zone)
        say(f"{when}  {row['language']:4}{row['source']}: {row['title']}")
    by_hour: dict[str, int] = {}
    for size in facts["sizes"]:
        by_hour[size["start"]] = by_hour.get(size["start"], 0) + size["count"]
    if by_hour:
        say(f"headlines an hour: {sparkline(tuple(by_hour.values()))}")


def _wanted(
    service: TopicsService,
    *,
    since: str | None,
    until: str | None,
    topics: list[str] | None,
    languages: list[str] | None,
    limit: int,
) -> HeadlineFilter:
    """What was asked for; "the last two days" end with the newest headline."""
    from topics.cli.opening import utc_now
    from topics.lookups import lately
    from topics.moments import parse_moment

    zone, now = service.settings.timezone, utc_now()
    until_moment = parse_moment(until, option="--until", now=now, timezone=zone)
    return HeadlineFilter(
        topics=tuple(topics or ()),
        languages=tuple(languages or ()),
        since=parse_moment(since, option="--since", now=now, timezone=zone)
        or lately(service, until_moment, now),
        until=until_moment,
        limit=limit,
    )


def _list(rows: list[dict[str, Any]], zone: str, as_json: bool) -> None:
    from topics.cli.output import show_rows
    from topics.moments import wall_clock

    columns = {
        "id": lambda row: row["id"],
        "headlines": lambda row: str(row["size"]),
        "outlets": lambda row: str(len(row["outlets"])),
        "languages": lambda row: " ".join(row["languages"]),
        "topic": lambda row: row["topic"] or "",
        "story": lambda row: row["title"],
        "last seen": lambda row: wall_clock(row["last_seen"], zone) if row["last_seen"] else "",
    }
    show_rows(rows, columns, as_json=as_json)
