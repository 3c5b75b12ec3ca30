"""A fresh folder is filled, checked by every gate, and made the public one by renaming one link.

A failure at any step leaves the live site as it was.
Whoever has more to publish hands in a writer, so that the release need not know what search is.
"""
