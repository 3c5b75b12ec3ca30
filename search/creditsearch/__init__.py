"""A name, a part of one or a code leads to the right subject: in static files, and in Meilisearch.

Of the site, only `creditsite.model` may be imported; the search server is spoken to here and nowhere else.
What is searched comes from public profiles alone, so that nothing can be found that is not shown.
"""

from creditsearch.config import search_config, use_server
from creditsearch.documents import Document, digest_of, documents
from creditsearch.lookup import lookup_files, script_folder, write_lookup
from creditsearch.meili import Filled, SearchServerError, fill, public_key, take_down
from creditsearch.places import places
from creditsearch.served import Served, note_server, served
from creditsearch.takedown import count_again, without

__all__ = [
    "Document",
    "Filled",
    "SearchServerError",
    "Served",
    "count_again",
    "digest_of",
    "documents",
    "fill",
    "lookup_files",
    "note_server",
    "places",
    "public_key",
    "script_folder",
    "search_config",
    "served",
    "take_down",
    "use_server",
    "without",
    "write_lookup",
]
