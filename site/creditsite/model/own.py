"""Kinds of table that a city adds: here, and nowhere else. The README shows one whole: 加一列, 加一类表."""
# ruff: noqa: F401 -- what a new kind needs stands ready, and its fields are made once

from dataclasses import dataclass
from datetime import date

from creditsite.model import columns as c
from creditsite.model import vocabulary as v
from creditsite.model.fields import Need, Type, column
from creditsite.model.tablekind import Kind

M = Need.MANDATORY

OWN: tuple[Kind, ...] = ()
