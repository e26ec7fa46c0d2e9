"""Remove what was abandoned in the storage: `waybill cleanup`."""

import sys

import click

from desktop_app.cli.printing import counted, day_and_time, print_json, size
from desktop_app.cli.root import as_json, cli
from desktop_app.cli.signing_in import signed_in
from desktop_app.services.cleanup import Cleanup

NAMED_IN_JSON = 100


@cli.command()
@click.option("--dry-run", is_flag=True, help="Say what would be removed.")
@click.option("--aws-profile", metavar="A")
@as_json
def cleanup(dry_run: bool, aws_profile: str | None, as_json: bool) -> None:
    """Remove multipart uploads that nobody goes on with: begun more than a day ago, or by an upload that has ended.

    Exit status: 0 all done, 1 something could not be removed, 4 the storage cannot be reached.
    """
    with signed_in() as workspace:
        result = workspace.cleanup.run(dry_run=dry_run, aws_profile=aws_profile)
        for trouble in result.troubles:
            click.echo(f"{trouble.title}: {trouble}", err=True)
        if as_json:
            _print_json(result, dry_run)
        else:
            _print(result, dry_run)
        sys.exit(max((trouble.exit_status for trouble in result.troubles), default=0))


def _print(result: Cleanup, dry_run: bool) -> None:
    for each in result.abandoned:
        parts = size(each.size_bytes) if each.size_bytes is not None else "unknown"
        click.echo(f"{day_and_time(each.initiated)}  {parts:>12}  s3://{each.bucket_name}/{each.key}")
    number = len(result.abandoned) if dry_run else result.removed
    done = "would be removed" if dry_run else "removed"
    kept = f"; {counted(result.kept, 'other')} somebody may go on with" if result.kept else ""
    click.echo(f"{counted(number, 'abandoned upload')} {done}, {size(result.size_bytes)}{kept}.")


def _print_json(result: Cleanup, dry_run: bool) -> None:
    print_json(
        dry_run=dry_run,
        uploads_found=len(result.abandoned),
        uploads_removed=result.removed,
        uploads_kept=result.kept,
        total_bytes=result.size_bytes,
        uploads=[
            {
                "bucket_name": each.bucket_name,
                "s3_key": each.key,
                "initiated": each.initiated,
                "size_bytes": each.size_bytes,
            }
            for each in result.abandoned[:NAMED_IN_JSON]
        ],
    )
