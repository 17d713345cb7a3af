"""Who changed a theme: the log of edits names its editors. Of earlier ones nobody knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make room for a name."""
    op.add_column("theme_edit", sa.Column("editor", sa.String))
