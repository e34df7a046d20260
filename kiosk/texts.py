"""Every word the machine says, from one gettext file per language. Adding a language is adding a file.

    config/languages/zh-TW.po     msgid "pay.title"   msgstr "請投入硬幣"
    config/languages/en.po        msgid "pay.title"   msgstr "Please insert coins"

A msgid is a dotted key, not an English sentence, so that a corrected sentence breaks no other language.
Placeholders are written {amount}. A message with a plural is chosen by the placeholder {n}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po

FALLBACK = "en"
NAME = "language.name"
PLACEHOLDER = re.compile(r"{(\w+)}")

Message = tuple[str, ...]  # one form, or as many as the language has plural forms


class MissingText(KeyError):
    """A key without a sentence: our own mistake, found by the tests."""


@dataclass(frozen=True, slots=True)
class Texts:
    """One language. `strict` is for tests: a missing key raises instead of falling back to English."""

    language: str
    messages: Mapping[str, Message] = field(repr=False)
    plural: Callable[[int], int] = field(repr=False)
    fallback: Texts | None = field(default=None, repr=False)
    strict: bool = False

    @classmethod
    def load(cls, folder: Path, language: str, *, strict: bool = False) -> Texts:
        """Read `language`.po, with English behind it."""
        fallback = None if language == FALLBACK else cls.load(folder, FALLBACK, strict=strict)
        with (folder / f"{language}.po").open("rb") as file:
            catalogue = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
        messages = {_key(message.id): _forms(message.string) for message in catalogue if message.id}
        return cls(language, messages, c2py(catalogue.plural_expr), fallback, strict)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence for `key` with its placeholders filled."""
        forms = self.messages.get(key, ())
        if not any(forms):
            return self._elsewhere(key, values)
        count = values.get("n")
        index = self.plural(count) if len(forms) > 1 and isinstance(count, int) else 0
        return forms[min(index, len(forms) - 1)].format_map(values)

    def has(self, key: str) -> bool:
        return any(self.messages.get(key, ()))

    @property
    def name(self) -> str:
        """What people who speak this language call it."""
        return self(NAME)

    def _elsewhere(self, key: str, values: Mapping[str, object]) -> str:
        if self.strict:
            raise MissingText(f"{key} in {self.language}")
        return self.fallback(key, **values) if self.fallback is not None else key


def languages(folder: Path) -> tuple[str, ...]:
    """The languages there are files for."""
    return tuple(sorted(path.stem for path in folder.glob("*.po")))


def placeholders(message: Message) -> frozenset[str]:
    """The names in braces, over all forms of a message."""
    return frozenset(name for form in message for name in PLACEHOLDER.findall(form))


def _key(identifier: str | list[str] | tuple[str, ...]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def _forms(text: str | list[str] | tuple[str, ...] | None) -> Message:
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)
