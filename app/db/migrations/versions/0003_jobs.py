"""What the program does by itself: who is at it, and how it went the last time."""

import sqlalchemy as sa
from alembic import op

revision = "0003_jobs"
down_revision = "0002_legacy_rooms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; a job gets its row when it is first run."""
    op.create_table(
        "job",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("holder", sa.Text()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("last_run", sa.BigInteger()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("(holder IS NULL) = (lease_until IS NULL)", name="lease"),
    )
