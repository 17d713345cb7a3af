"""Bring a database to the schema of this version of the program."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from topics.errors import StoreError

HEAD = "0013"  # the newest file in migrations/versions; a test sees that it is
FOLDER = Path(__file__).parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """The schema that a database has; None = none of ours yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def upgrade(connection: Connection, *, to: str = HEAD) -> None:
    """Apply what is missing up to a revision, in the caller's transaction.

    Raises:
        StoreError: the database was made by a newer version of the program, or by another one.
    """
    found = revision_of(connection)
    if found == HEAD:
        return
    if found is None and (tables := inspect(connection).get_table_names()):
        raise StoreError(
            f"expected a store or an empty database, got one that holds {', '.join(tables[:3])}; "
            "name another place."
        )
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"expected a store of schema {HEAD} or older, got {found}, made by a newer version of this "
            "program; install that version."
        )
    command.upgrade(config, to)
