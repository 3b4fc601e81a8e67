"""Tasks that wait for each other: found before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def find_ring(waits_for: Mapping[str, Iterable[str]]) -> list[str]:
    """One ring of tasks that wait for each other, first task again at its end; empty when there is none."""
    done: set[str] = set()
    for start in waits_for:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, list[str]]] = [(start, list(waits_for.get(start, ())))] if start not in done else []
        if stack:
            path.append(start)
            on_path.add(start)
        while stack:
            key, ahead = stack[-1]
            if not ahead:
                stack.pop()
                path.pop()
                on_path.discard(key)
                done.add(key)
                continue
            following = ahead.pop()
            if following in on_path:
                return [*path[path.index(following) :], following]
            if following not in done:
                stack.append((following, list(waits_for.get(following, ()))))
                path.append(following)
                on_path.add(following)
    return []
