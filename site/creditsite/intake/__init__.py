"""The files that departments send become records, and faults that each name their place.

A file is hostile until it is read: spreadsheets are opened in a bounded child process and nowhere else.
A row at fault is set aside and listed, never dropped; rows pass one at a time and are not kept.
"""

from creditsite.intake.pages import load_pages
from creditsite.intake.settings import load_site
from creditsite.intake.tables import deliveries, load_tables

__all__ = ["deliveries", "load_pages", "load_site", "load_tables"]
