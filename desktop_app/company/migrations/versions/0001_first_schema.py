"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first schema."""
    op.create_table(
        "companies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_name", sa.String(), nullable=False),
        sa.Column("company_code", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), server_default="", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("company_code", name=op.f("uq_companies_company_code")),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_name", sa.String(), nullable=False),
        sa.Column("bucket_name", sa.String(), nullable=False),
        sa.Column("region", sa.String(), server_default="us-east-1", nullable=False),
        sa.Column("endpoint_url", sa.String(), nullable=True),
        sa.Column("addressing_style", sa.String(), server_default="auto", nullable=False),
        sa.Column("checksum_algorithm", sa.String(), server_default="crc64nvme", nullable=False),
        sa.Column("checksum_location", sa.String(), server_default="header", nullable=False),
        sa.Column("never_overwrite", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("storage_class", sa.String(), nullable=True),
        sa.Column("sse", sa.String(), nullable=True),
        sa.Column("kms_key_id", sa.String(), nullable=True),
        sa.Column("credentials_source", sa.String(), server_default="chain", nullable=False),
        sa.Column("role_arn", sa.String(), nullable=True),
        sa.Column("description", sa.String(), server_default="", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint(
            "checksum_algorithm IN ('crc64nvme', 'crc32', 'sha256', 'none')",
            name=op.f("ck_projects_checksum_algorithm"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_projects_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_projects_company_id_id")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("email", sa.String(), server_default="", nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), server_default="", nullable=False),
        sa.Column("role", sa.String(), server_default="user", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("must_change_password", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("last_login", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint("role IN ('admin', 'user')", name=op.f("ck_users_role")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_users_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_users_company_id_id")),
    )
    op.create_table(
        "auth_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_auth_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_auth_sessions")),
    )
    with op.batch_alter_table("auth_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auth_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "cycles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cycle_name", sa.String(), nullable=False),
        sa.Column("cycle_number", sa.Integer(), nullable=False),
        sa.Column("s3_prefix", sa.String(), nullable=False),
        sa.Column("status", sa.String(), server_default="planned", nullable=False),
        sa.Column("description", sa.String(), server_default="", nullable=False),
        sa.Column("metadata", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint("status IN ('planned', 'active', 'completed', 'archived')", name=op.f("ck_cycles_status")),
        sa.ForeignKeyConstraint(
            ["company_id", "project_id"],
            ["projects.company_id", "projects.id"],
            name=op.f("fk_cycles_company_id_project_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycles")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_cycles_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "project_id", "cycle_number", name=op.f("uq_cycles_company_id_project_id_cycle_number")
        ),
        sa.UniqueConstraint("company_id", "project_id", "id", name=op.f("uq_cycles_company_id_project_id_id")),
        sa.UniqueConstraint(
            "company_id", "project_id", "s3_prefix", name=op.f("uq_cycles_company_id_project_id_s3_prefix")
        ),
    )
    op.create_table(
        "sync_sessions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_uuid", sa.String(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("workstation", sa.String(), server_default="", nullable=False),
        sa.Column("lease_owner", sa.String(), server_default="", nullable=False),
        sa.Column("lease_epoch", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("s3_prefix", sa.String(), nullable=False),
        sa.Column("local_directory", sa.String(), nullable=False),
        sa.Column("aws_profile", sa.String(), nullable=True),
        sa.Column("max_workers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("times_to_retry", sa.Integer(), server_default="3", nullable=False),
        sa.Column("use_find", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("status", sa.String(), server_default="pending", nullable=False),
        sa.Column("total_files", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("files_uploaded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("files_skipped", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("files_failed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("files_blocked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total_bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("uploaded_bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'in_progress', 'paused', 'completed', 'completed_with_errors', 'failed',"
            " 'cancelled')",
            name=op.f("ck_sync_sessions_status"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "project_id", "cycle_id"],
            ["cycles.company_id", "cycles.project_id", "cycles.id"],
            name=op.f("fk_sync_sessions_company_id_project_id_cycle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "user_id"],
            ["users.company_id", "users.id"],
            name=op.f("fk_sync_sessions_company_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_sessions")),
        sa.UniqueConstraint("company_id", "client_uuid", name=op.f("uq_sync_sessions_company_id_client_uuid")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sync_sessions_company_id_id")),
    )
    op.create_table(
        "file_uploads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("relative_path", sa.String(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("s3_key", sa.String(), server_default="", nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("upload_id", sa.String(), server_default="", nullable=False),
        sa.Column("etag", sa.String(), server_default="", nullable=False),
        sa.Column("checksum", sa.String(), server_default="", nullable=False),
        sa.Column("checksum_algorithm", sa.String(), server_default="", nullable=False),
        sa.Column("error_code", sa.String(), server_default="", nullable=False),
        sa.Column("error_message", sa.String(), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'uploading', 'uploaded', 'failed', 'cancelled', 'skipped', 'blocked')",
            name=op.f("ck_file_uploads_status"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "session_id"],
            ["sync_sessions.company_id", "sync_sessions.id"],
            name=op.f("fk_file_uploads_company_id_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_uploads")),
        sa.UniqueConstraint(
            "company_id",
            "session_id",
            "relative_path",
            name=op.f("uq_file_uploads_company_id_session_id_relative_path"),
        ),
    )
    op.create_index("uq_users_username", "users", ["company_id", sa.text("lower(username)")], unique=True)
    op.create_index("uq_projects_project_name", "projects", ["company_id", sa.text("lower(project_name)")], unique=True)
