"""What was released under /embed/v1/ never changes: pages pin it by its hash. A change goes to /embed/v2/."""

import json
from pathlib import Path

from creditsite.render.embeds import integrity, versioned

RECORD = Path(__file__).with_name("embed_v1.json")


def test_released_files_keep_their_bytes() -> None:
    kept = json.loads(RECORD.read_text(encoding="utf-8"))
    assert set(kept) == {"credit.js", "verify.js"}
    assert {name: integrity(versioned(name)) for name in kept} == kept
