"""Sign-ins with two tokens, the audit log, tombstones; names that are unique whatever their case and language.

People sign in again afterwards. On PostgreSQL sign-ins follow in 0003, out of clients' sight.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NOT_DUPLICATE = sa.text("NOT duplicate")
_TROUBLE = sa.text("status IN ('failed', 'blocked')")
_NOW = sa.text("(CURRENT_TIMESTAMP)")
_REFERENCES = {
    "cycles": ("company_id", "project_id"),
    "sync_sessions": ("company_id", "project_id", "cycle_id", "user_id"),
    "file_uploads": ("company_id", "session_id"),
}


def upgrade() -> None:
    """From 0001, keeping everything but who is signed in."""
    op.drop_table("auth_sessions")
    op.drop_index("uq_users_username", "users")
    op.drop_index("uq_projects_project_name", "projects")
    for table in ("users", "projects"):
        with _altering(table, sqlite_autoincrement=True) as altered:
            altered.add_column(_duplicate())
    _alter_cycles()
    _alter_sync_sessions()
    op.create_index(
        "ix_file_uploads_trouble",
        "file_uploads",
        ["company_id", "session_id", "error_code"],
        sqlite_where=_TROUBLE,
        postgresql_where=_TROUBLE,
    )
    _create_tables()
    if _on_sqlite():
        _create_sign_ins()
    else:
        _widen_numbers()
    _make_unique()


def _on_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _altering(table: str, **table_kwargs: Any) -> Any:
    """On SQLite the table is made anew, so that it has what cannot be added to one that is there."""
    return op.batch_alter_table(table, recreate="always" if _on_sqlite() else "never", table_kwargs=table_kwargs)


def _duplicate() -> sa.Column[bool]:
    return sa.Column("duplicate", sa.Boolean(), server_default="0", nullable=False)


def _alter_cycles() -> None:
    with _altering("cycles", sqlite_autoincrement=True) as altered:
        altered.add_column(_duplicate())
        altered.drop_constraint("uq_cycles_company_id_project_id_cycle_number", type_="unique")
        altered.drop_constraint("uq_cycles_company_id_project_id_s3_prefix", type_="unique")
        altered.drop_constraint("fk_cycles_company_id_project_id", type_="foreignkey")
        altered.create_foreign_key(
            op.f("fk_cycles_company_id_project_id"),
            "projects",
            ["company_id", "project_id"],
            ["company_id", "id"],
            ondelete="CASCADE",
        )
    for name, column in (("uq_cycles_cycle_number", "cycle_number"), ("uq_cycles_s3_prefix", "s3_prefix")):
        _create_unique(name, "cycles", ["company_id", "project_id", column])


def _alter_sync_sessions() -> None:
    with _altering("sync_sessions") as altered:
        altered.alter_column("cycle_id", existing_type=sa.Integer(), nullable=True)
        altered.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        altered.add_column(sa.Column("lease_user_id", _ID, nullable=True))
        altered.drop_constraint("fk_sync_sessions_company_id_project_id_cycle_id", type_="foreignkey")
        altered.create_foreign_key(
            op.f("fk_sync_sessions_company_id_project_id_cycle_id"),
            "cycles",
            ["company_id", "project_id", "cycle_id"],
            ["company_id", "project_id", "id"],
            ondelete="CASCADE",
        )
        altered.create_foreign_key(
            op.f("fk_sync_sessions_company_id_project_id"),
            "projects",
            ["company_id", "project_id"],
            ["company_id", "id"],
            ondelete="CASCADE",
        )
    op.create_index(
        "ix_sync_sessions_started", "sync_sessions", ["company_id", sa.text("coalesce(started_at, created_at)")]
    )
    op.create_index("ix_sync_sessions_cycle", "sync_sessions", ["company_id", "project_id", "cycle_id"])
    op.create_index("ix_sync_sessions_user", "sync_sessions", ["company_id", "user_id"])


def _create_tables() -> None:
    op.create_table(
        "deleted_sessions",
        sa.Column("company_id", _ID, autoincrement=False, nullable=False),
        sa.Column("client_uuid", sa.String(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "client_uuid", name=op.f("pk_deleted_sessions")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", _ID, sa.Identity(always=True), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=True),
        sa.Column("username", sa.String(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), server_default="", nullable=False),
        sa.Column("details", sa.JSON(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_newest", "audit_log", ["company_id", "id"])


def _create_sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_user_id"), "sign_ins", ["user_id"])
    for table, further in (
        ("auth_sessions", ()),
        (
            "renewal_tokens",
            (
                sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
                sa.Column("next_hash", sa.LargeBinary(), nullable=True),
            ),
        ),
    ):
        op.create_table(
            table,
            sa.Column("token_hash", sa.LargeBinary(), nullable=False),
            sa.Column("sign_in_id", _ID, nullable=False),
            sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
            *further,
            sa.ForeignKeyConstraint(
                ["sign_in_id"], ["sign_ins.id"], name=op.f(f"fk_{table}_sign_in_id"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("token_hash", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_sign_in_id"), table, ["sign_in_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("attempt_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("user_id", _ID, nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
        sa.UniqueConstraint("attempt_hash", name=op.f("uq_sign_in_attempts_attempt_hash")),
    )
    op.create_index("ix_sign_in_attempts_name", "sign_in_attempts", ["name_key", "at"])


def _make_unique() -> None:
    """Names that SQLite's own lower() told apart, which knows ASCII only, may be the same now: the later is marked."""
    for table, column in (("users", "username"), ("projects", "project_name")):
        op.execute(
            f"UPDATE {table} SET duplicate = true WHERE EXISTS (SELECT 1 FROM {table} AS first"  # noqa: S608
            f" WHERE first.company_id = {table}.company_id AND lower(first.{column}) = lower({table}.{column})"
            f" AND first.id < {table}.id)"
        )
        _create_unique(f"uq_{table}_{column}", table, ["company_id", sa.text(f"lower({column})")])


def _create_unique(name: str, table: str, columns: list[Any]) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=_NOT_DUPLICATE, postgresql_where=_NOT_DUPLICATE)


def _widen_numbers() -> None:
    """On PostgreSQL numbers of rows are 64 bit, and nobody but the database gives them."""
    for table in ("companies", "users", "projects", "cycles", "sync_sessions", "file_uploads"):
        op.execute(f"ALTER TABLE {table} ALTER COLUMN id DROP DEFAULT")
        op.execute(f"DROP SEQUENCE {table}_id_seq")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY")
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false)"  # noqa: S608
            f" FROM {table}"
        )
    for table, columns in _REFERENCES.items():
        for column in columns:
            op.alter_column(table, column, existing_type=sa.Integer(), type_=sa.BigInteger())
