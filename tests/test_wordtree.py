"""One pattern of many words finds what looking for each of them finds."""

import random

from creditsite.model.wordtree import any_of


def test_a_pattern_finds_what_looking_for_each_word_finds() -> None:
    chance = random.Random(4)

    def some(most: int) -> str:
        return "".join(chance.choices("青橙(.|\\a+", k=chance.randint(1, most)))

    found = 0
    for _ in range(3000):
        words = [some(4) for _ in range(chance.randint(1, 8))]
        text = some(12)
        due = any(word in text for word in words)
        assert bool(any_of(words).search(text)) == due, (words, text)
        found += due
    assert 500 < found < 2900
