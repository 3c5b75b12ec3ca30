"""The keys of a TOML table, taken one by one: what is missing, unknown or of a wrong kind becomes a fault."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

from creditsite.model.faults import Fault, Place

REQUIRED: Final = object()
_WORDS = {
    str: "文字",
    int: "整数",
    bool: "true 或 false",
    date: "日期 (如 2026-05-20)",
    list: "数组",
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keys:
    """One TOML table; every key that is taken is known, and `close` tells of the rest."""

    file: str
    where: str  # name of the table, empty at the top
    values: Mapping[str, object]
    faults: list[Fault]
    known: set[str] = field(default_factory=set)

    def fault(self, key: str, message: str) -> None:
        """Note that something is wrong with a key."""
        name = f"{self.where}.{key}" if self.where and key else self.where or key
        self.faults.append(Fault(Place(self.file, column=name), message, level="refused"))

    def _take(self, key: str, kind: type[T], default: object) -> T | None:
        self.known.add(key)
        value = self.values.get(key)
        if value is None:
            if default is REQUIRED:
                self.fault(key, f"缺少必填项 {key}: 请补上")
            return None
        fits = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        if not fits or isinstance(value, datetime):
            self.fault(key, f"应为{_WORDS[kind]}: 请改正")
            return None
        return value  # type: ignore[return-value]  # `fits` has just proved it

    def text(self, key: str, default: object = REQUIRED) -> str:
        """A text; where required, not an empty one."""
        value = self._take(key, str, default)
        if value is not None and default is REQUIRED and not value.strip():
            self.fault(key, f"{key} 不能为空: 请填写")
        return value if value is not None else (default if isinstance(default, str) else "")

    def number(self, key: str, default: object = REQUIRED, least: int = 0) -> int:
        """A whole number that is not below `least`."""
        value = self._take(key, int, default)
        if value is not None and value < least:
            self.fault(key, f"不能小于 {least}: 请改正")
        return value if value is not None else (default if isinstance(default, int) else 0)

    def switch(self, key: str, default: object = REQUIRED) -> bool:
        """true or false."""
        value = self._take(key, bool, default)
        return value if value is not None else default is True

    def day(self, key: str, default: object = None) -> date | None:
        """A date."""
        return self._take(key, date, default)

    def texts(self, key: str, default: object = ()) -> tuple[str, ...]:
        """An array of texts."""
        value = self._take(key, list, default) or []
        if not all(isinstance(one, str) for one in value):
            self.fault(key, "数组里每一项都应为文字: 请改正")
        return tuple(one for one in value if isinstance(one, str))

    def table(self, key: str, default: object = REQUIRED) -> "Keys":
        """A table within this one; empty where there is none."""
        self.known.add(key)
        value = self.values.get(key)
        if value is None and default is REQUIRED:
            self.fault(key, f"缺少 [{self._name(key)}]: 请补上")
        if value is not None and not isinstance(value, dict):
            self.fault(key, f"应写成 [{self._name(key)}] 表: 请改正")
            value = None
        return Keys(self.file, self._name(key), value or {}, self.faults)

    def each(self, key: str, make: Callable[["Keys"], T], unique: str = "") -> tuple[T, ...]:
        """What `make` gives for each table of an array of tables; values under `unique` stand once."""
        self.known.add(key)
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, f"应写成 [[{self._name(key)}]] 表: 请改正")
            return ()
        made, seen = [], set()
        for n, one in enumerate(value, 1):
            keys = Keys(self.file, f"{self._name(key)}[{n}]", one, self.faults)
            made.append(make(keys))
            keys.close()
            if unique and one.get(unique) in seen:
                keys.fault(unique, f"“{one.get(unique)}”重复: 每一项只能写一次")
            seen.add(str(one.get(unique)))
        return tuple(made)

    def one_of(self, key: str, allowed: tuple[str, ...], default: object = REQUIRED) -> str:
        """A text that is one of a few."""
        value = self.text(key, default)
        if value and value not in allowed:
            self.fault(key, f"“{value}”不在可选值之中: 请填 {'、'.join(allowed)}")
        return value

    def matching(self, key: str, pattern: str, need: str, default: object = REQUIRED) -> str:
        """A text of a form, which `need` says in words."""
        value = self.text(key, default)
        if value and not re.fullmatch(pattern, value):
            self.fault(key, f"“{value}”格式不对: {need}")
        return value

    def close(self) -> None:
        """Tell of every key that nobody took: most are slips of the pen."""
        for key in self.values:
            if key not in self.known:
                self.fault(
                    key, f"不认识的项 {key}: 请删去或改正, 这里可填 {'、'.join(sorted(self.known))}"
                )

    def _name(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key
