"""Remembers a number under a number, a million of them in 32 MB: what a pass over a large file has seen.
Pure."""

from __future__ import annotations

from array import array

_START = 1 << 14


class NumberMemory:
    """A hash table with open addressing over plain arrays; a dictionary of the same content is five
    times as large."""

    def __init__(self) -> None:
        self._fresh(_START)

    def _fresh(self, size: int) -> None:
        self._mask = size - 1
        self._keys = array("q", bytes(8 * size))
        self._values = array("q", bytes(8 * size))
        self._held = 0

    def __len__(self) -> int:
        return self._held

    def put(self, key: int, value: int) -> int | None:
        """What was remembered under the key before; keeps the first value, answers None when the key is
        new."""
        key = key or 1  # 0 marks an empty place
        keys, mask = self._keys, self._mask
        place = (key ^ key >> 29) & mask
        while (found := keys[place]) != 0:
            if found == key:
                return self._values[place]
            place = (place + 1) & mask
        keys[place], self._values[place] = key, value
        self._held += 1
        if self._held * 3 > mask * 2:
            self._grow()
        return None

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._fresh((self._mask + 1) * 2)
        for key, value in zip(keys, values, strict=True):
            if key:
                self.put(key, value)
