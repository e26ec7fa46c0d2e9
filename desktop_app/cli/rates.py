"""Rates as people write them."""

import click

from desktop_app.domain.bandwidth import parse_rate


class Rate(click.ParamType):  # type: ignore[type-arg]  # its argument is newer than the oldest click we take
    """Bytes per second: a number with K, M or G behind it, as rclone and curl take it."""

    name = "rate"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The rate in bytes per second; fails for what is none."""
        if isinstance(value, int):
            return value
        try:
            return parse_rate(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
