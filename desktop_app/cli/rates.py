"""Rates as people write them."""

import re

import click

_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}


class Rate(click.ParamType):  # type: ignore[type-arg]  # its argument is newer than the oldest click we take
    """Bytes per second: a number with K, M or G behind it, as rclone and curl take it."""

    name = "rate"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The rate in bytes per second; fails for what is none."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B(?:/s)?)?", str(value).strip(), re.IGNORECASE)
        if match is None:
            self.fail(f"{value!r} is no rate. Write bytes per second, as in 500K or 2M.", param, ctx)
        return round(float(match[1]) * _UNITS[match[2].upper()])
