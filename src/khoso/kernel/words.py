"""Words that are born below the web: marked for the catalogue here, translated where a person reads them.

The kernel, the engines and compute know no Django. They mark a word with `noop`, or say a `Sentence`: Vietnamese as it
is, which remembers the template it was made from, so that the web can say it in another language.
"""

from __future__ import annotations

from typing import Any


def noop(text: str) -> str:
    """`text` itself. The mark by which the catalogue finds it."""
    return text


class Sentence(str):
    """A Vietnamese sentence made from `template` and `values`; anybody else sees an ordinary text."""

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Sentence:
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:  # type: ignore[override]
        """How it travels to another process."""
        return (self.template,), self.values
