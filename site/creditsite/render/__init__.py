"""A profile becomes its page, its data and its badge; records become lists, feeds and open data.

Bytes come out and nothing else happens: no file is written here, no clock is read.
Every public address is a route, and all text is hostile until it is encoded for its place.
"""
