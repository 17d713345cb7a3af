"""Alembic's entry point: run migrations on the connection that ``migrate.py`` hands over."""

from __future__ import annotations

from alembic import context

from topics.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # the caller's transaction holds all of it: a kill leaves the old schema
)
context.run_migrations()
