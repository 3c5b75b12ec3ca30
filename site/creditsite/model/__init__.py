"""What the records mean: codes, words, dates, privacy, standing, profiles.

Nothing here reads a file, a clock, a database or the network: values go in, values come out.
Every room may import this one, and it imports none of them.
"""
