"""The only state that is kept: every record, how long it is shown, what was removed, what happened when.

SQLite is spoken here and in no other room; order, uniqueness and joins are its work.
What leaves is a stream, one profile at a time, and holds public fields alone.
"""
