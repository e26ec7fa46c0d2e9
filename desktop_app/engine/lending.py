"""Temporary credentials: made by a server with a role of its own, for one cycle's objects and nothing else.

The policy goes along with the request to AWS's Security Token Service; what it does not allow the credentials cannot
do, whatever the role may (AWS documentation, "Session policies").
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from desktop_app.domain.company import LentCredentials
from desktop_app.domain.errors import AccessRefused, InvalidValue, StorageUnreachable
from desktop_app.domain.texts import tr

LENT_SECONDS = 3600
"""The most that a role gives whoever came by a role itself ("role chaining")."""
_ARN = re.compile(r"arn:(aws[a-z-]*):iam::\d{12}:role/[\w+=,.@/-]{1,512}")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
_CONFIG = Config(connect_timeout=10, read_timeout=20, retries={"total_max_attempts": 2})
_NAME = re.compile(r"[^\w+=,.@-]")


@dataclass(frozen=True, slots=True)
class Role:
    """What a server may make credentials of."""

    arn: str
    external_id: str = field(repr=False)
    """Says to AWS for which company it is asked, so that nobody is served by another's role."""


def is_role(arn: str) -> bool:
    """Whether this is a role's ARN."""
    return _ARN.fullmatch(arn) is not None


def lend(role: Role, bucket_name: str, s3_prefix: str, region: str, lent_to: str) -> LentCredentials:
    """Make credentials for the objects below a prefix.

    Args:
        role: to be assumed.
        bucket_name: the bucket.
        s3_prefix: of the cycle.
        region: whose Security Token Service is asked.
        lent_to: who uses them, for AWS's own log.

    Raises:
        AccessRefused: AWS does not let this server take the role.
        StorageUnreachable: it does not answer.
        InvalidValue: the role is none, or the bucket's name is none of Amazon S3's.
    """
    found = _ARN.fullmatch(role.arn)
    if found is None:
        raise InvalidValue("role_arn", tr("{role_arn} is no ARN of a role.", role_arn=role.arn))
    if _BUCKET.fullmatch(bucket_name) is None:
        # It stands in the policy as it is, and could name other buckets there.
        raise InvalidValue("bucket_name", tr("{bucket_name} is no bucket's name.", bucket_name=bucket_name))
    core = botocore.session.Session()
    try:
        client: Any = core.create_client("sts", region_name=region, config=_CONFIG)
        answer = client.assume_role(
            RoleArn=role.arn,
            RoleSessionName=_NAME.sub("-", lent_to)[:64].ljust(2, "-"),
            ExternalId=role.external_id,
            DurationSeconds=LENT_SECONDS,
            Policy=json.dumps(session_policy(bucket_name, s3_prefix, found[1]), separators=(",", ":")),
        )
    except ClientError as error:
        raise AccessRefused(
            tr("AWS does not let this server lend credentials by {role_arn} ({error}).", role_arn=role.arn, error=error)
        ) from error
    except BotoCoreError as error:
        raise StorageUnreachable(tr("AWS's Security Token Service does not answer ({error}).", error=error)) from error
    made: dict[str, Any] = answer["Credentials"]
    ends: datetime = made["Expiration"]
    return LentCredentials(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"], ends)


def session_policy(bucket_name: str, s3_prefix: str, partition: str = "aws") -> dict[str, Any]:
    """What may be done below a prefix: send, go on, look at what is there; nothing is deleted."""
    bucket, below = f"arn:{partition}:s3:::{bucket_name}", f"{_literal(s3_prefix)}*"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "s3:PutObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts",
                    "s3:GetObject",
                    "s3:GetObjectAttributes",
                ],
                "Resource": f"{bucket}/{below}",
            },
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": bucket,
                "Condition": {"StringLike": {"s3:prefix": below}},
            },
        ],
    }


def _literal(text: str) -> str:
    """A text as policies take it for itself: these characters would stand for others (IAM, "Policy variables")."""
    return re.sub(r"[$*?]", lambda found: f"${{{found[0]}}}", text)
