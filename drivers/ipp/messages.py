"""IPP messages as bytes and back: attribute groups, every value syntax, nothing of what they mean.

    version 2 | operation or status 2 | request-id 4 | group tag 1, attributes... | 0x03 | document
    attribute:        value tag 1 | name length 2 | name | value length 2 | value
    further value:    value tag 1 | 0x0000              | value length 2 | value
    collection value: 0x34 ... 0x0000 | (0x4A 0x0000 member name | value tag 0x0000 value...)... | 0x37

RFC 8010 section 3; big-endian, lengths signed. Whatever arrives, `decode` answers a Message or raises
MalformedMessage and nothing else, in time and room bounded by what arrived.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

MOST_VALUES = 20_000  # a full Get-Printer-Attributes answer of a large printer has about 2,000
DEEPEST_COLLECTION = 8  # media-col-database is three deep
LONGEST = 0x7FFF  # RFC 8010 section 3.1: lengths are SIGNED-SHORT


class MalformedMessage(Exception):
    """These bytes are no IPP message; the text says where they stop being one."""


class GroupTag(IntEnum):
    """RFC 8010 section 3.5.1."""

    OPERATION = 0x01
    JOB = 0x02
    END_OF_ATTRIBUTES = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class ValueTag(IntEnum):
    """RFC 8010 section 3.5.2; tags below 0x20 stand for a missing value."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTET_STRING = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE_OF_INTEGER = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT_WITHOUT_LANGUAGE = 0x41
    NAME_WITHOUT_LANGUAGE = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    NATURAL_LANGUAGE = 0x48
    MIME_MEDIA_TYPE = 0x49
    MEMBER_ATTRIBUTE_NAME = 0x4A


FIRST_VALUE_TAG = 0x10
OUT_OF_BAND = range(0x10, 0x20)
NUMBERS = (ValueTag.INTEGER, ValueTag.ENUM)
LOCALIZED = (ValueTag.TEXT_WITH_LANGUAGE, ValueTag.NAME_WITH_LANGUAGE)
FREE_TEXT = (ValueTag.TEXT_WITHOUT_LANGUAGE, ValueTag.NAME_WITHOUT_LANGUAGE)
STRINGS = (
    *FREE_TEXT,
    ValueTag.KEYWORD,
    ValueTag.URI,
    ValueTag.URI_SCHEME,
    ValueTag.CHARSET,
    ValueTag.NATURAL_LANGUAGE,
    ValueTag.MIME_MEDIA_TYPE,
)


@dataclass(frozen=True, slots=True)
class LocalizedText:
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """`units` is 3 for dots per inch, 4 for dots per centimetre."""

    cross_feed: int
    feed: int
    units: int


@dataclass(frozen=True, slots=True)
class IntegerRange:
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Collection:
    members: tuple[Attribute, ...]


Content = None | bool | int | str | bytes | LocalizedText | Resolution | IntegerRange | Collection


@dataclass(frozen=True, slots=True)
class Value:
    """One value. Syntaxes unknown here, and dateTime, keep their octets; out-of-band values hold None."""

    tag: int
    content: Content


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes of one thing. The readers below answer None or () for what is absent or of another kind."""

    tag: int
    attributes: tuple[Attribute, ...] = ()

    def values(self, name: str) -> tuple[Value, ...]:
        return next((attribute.values for attribute in self.attributes if attribute.name == name), ())

    def integers(self, name: str) -> tuple[int, ...]:
        found = (value.content for value in self.values(name))
        return tuple(item for item in found if isinstance(item, int) and not isinstance(item, bool))

    def integer(self, name: str) -> int | None:
        return next(iter(self.integers(name)), None)

    def boolean(self, name: str) -> bool | None:
        found = (value.content for value in self.values(name))
        return next((item for item in found if isinstance(item, bool)), None)

    def texts(self, name: str) -> tuple[str, ...]:
        contents = (value.content for value in self.values(name))
        plain = (item.text if isinstance(item, LocalizedText) else item for item in contents)
        return tuple(item for item in plain if isinstance(item, str))

    def text(self, name: str) -> str | None:
        return next(iter(self.texts(name)), None)

    def octets(self, name: str) -> tuple[bytes, ...]:
        found = (value.content for value in self.values(name))
        return tuple(item for item in found if isinstance(item, bytes))


@dataclass(frozen=True, slots=True)
class Message:
    """A request (`code` is the operation) or a response (`code` is the status)."""

    code: int
    request_id: int
    groups: tuple[Group, ...]
    document: bytes = b""
    version: tuple[int, int] = (1, 1)

    def group(self, tag: int) -> Group:
        """The first group of this kind, or an empty one."""
        return next((group for group in self.groups if group.tag == tag), Group(tag))

    def all_groups(self, tag: int) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.tag == tag)


def attribute(name: str, tag: ValueTag, *contents: Content) -> Attribute:
    """An attribute whose values all have the same syntax."""
    return Attribute(name, tuple(Value(tag, content) for content in contents))


# ---- Writing -----------------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """The bytes of a message. Raises ValueError for a message nobody could read."""
    parts = [bytes(message.version), _unsigned(message.code, 2), _signed(message.request_id)]
    for group in message.groups:
        parts.append(bytes([group.tag]))
        for item in group.attributes:
            parts.extend(_attribute_bytes(item))
    return b"".join([*parts, bytes([GroupTag.END_OF_ATTRIBUTES]), message.document])


def _attribute_bytes(item: Attribute) -> Iterator[bytes]:
    name = item.name.encode()
    if not name or not item.values:
        raise ValueError(f"an attribute has a name and a value: {item!r}")
    for value in item.values:
        yield bytes([value.tag]) + _counted(name)
        yield from _value_bytes(value)
        name = b""  # RFC 8010 section 3.1.5: further values of a set carry no name


def _value_bytes(value: Value) -> Iterator[bytes]:
    match value.content:
        case Collection(members):
            yield _counted(b"")
            for member in members:
                yield bytes([ValueTag.MEMBER_ATTRIBUTE_NAME]) + _counted(b"") + _counted(member.name.encode())
                for inner in member.values:
                    yield bytes([inner.tag]) + _counted(b"")
                    yield from _value_bytes(inner)
            yield bytes([ValueTag.END_COLLECTION]) + _counted(b"") + _counted(b"")
        case None:
            yield _counted(b"")
        case bool(truth):
            yield _counted(bytes([truth]))
        case int(number):
            yield _counted(_signed(number))
        case str(text):
            yield _counted(text.encode())
        case bytes(octets):
            yield _counted(octets)
        case LocalizedText(language, text):
            yield _counted(_counted(language.encode()) + _counted(text.encode()))
        case Resolution(cross_feed, feed, units):
            yield _counted(_signed(cross_feed) + _signed(feed) + bytes([units]))
        case IntegerRange(low, high):
            yield _counted(_signed(low) + _signed(high))


def _counted(octets: bytes) -> bytes:
    if len(octets) > LONGEST:
        raise ValueError(f"{len(octets)} octets do not fit a signed two-octet length")
    return _unsigned(len(octets), 2) + octets


def _unsigned(number: int, size: int) -> bytes:
    return number.to_bytes(size, "big")


def _signed(number: int) -> bytes:
    return number.to_bytes(4, "big", signed=True)


# ---- Reading -----------------------------------------------------------------------------------


def decode(data: bytes) -> Message:
    """The message in these bytes; what follows the attributes is its document. Raises MalformedMessage."""
    reader = _Reader(data)
    version = (reader.number(1), reader.number(1))
    code, request_id = reader.number(2), int.from_bytes(reader.take(4), "big", signed=True)
    groups: list[Group] = []
    tag = reader.number(1)
    while tag != GroupTag.END_OF_ATTRIBUTES:
        if not 0 < tag < FIRST_VALUE_TAG:
            raise MalformedMessage(f"octet {reader.at - 1}: {tag:#04x} begins no group")
        attributes, following = _read_attributes(reader)
        groups.append(Group(tag, attributes))
        tag = following
    return Message(code, request_id, tuple(groups), data[reader.at :], version)


class _Reader:
    """Takes octets from the front, never more than there are."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._values_left = MOST_VALUES
        self.at = 0

    def take(self, count: int) -> bytes:
        if len(self._data) - self.at < count:
            raise MalformedMessage(f"octet {self.at}: {count} octets expected, the message ends")
        self.at += count
        return self._data[self.at - count : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def counted(self) -> bytes:
        length = self.number(2)
        if length > LONGEST:
            raise MalformedMessage(f"octet {self.at - 2}: negative length")
        return self.take(length)

    def count_value(self) -> None:
        self._values_left -= 1
        if self._values_left < 0:
            raise MalformedMessage(f"octet {self.at}: more than {MOST_VALUES} values")


def _read_attributes(reader: _Reader) -> tuple[tuple[Attribute, ...], int]:
    """The attributes up to the next group tag, and that tag."""
    names: list[str] = []
    sets: list[list[Value]] = []
    while (tag := reader.number(1)) >= FIRST_VALUE_TAG:
        name = reader.counted()
        if name:
            names.append(_text(name, reader))
            sets.append([])
        elif not sets:
            raise MalformedMessage(f"octet {reader.at}: a further value of no attribute")
        sets[-1].append(_read_value(reader, tag, 0))
    return tuple(Attribute(name, tuple(values)) for name, values in zip(names, sets, strict=True)), tag


def _read_value(reader: _Reader, tag: int, depth: int) -> Value:
    reader.count_value()
    octets = reader.counted()
    if tag == ValueTag.BEGIN_COLLECTION:
        if octets or depth >= DEEPEST_COLLECTION:
            raise MalformedMessage(f"octet {reader.at}: a collection with a value of its own, or too deep")
        return Value(tag, _read_collection(reader, depth + 1))
    return Value(tag, _content(tag, octets, reader))


def _read_collection(reader: _Reader, depth: int) -> Collection:
    names: list[str] = []
    sets: list[list[Value]] = []
    while (tag := reader.number(1)) != ValueTag.END_COLLECTION:
        if reader.counted() or tag < FIRST_VALUE_TAG:
            raise MalformedMessage(f"octet {reader.at}: no member of a collection")
        if tag == ValueTag.MEMBER_ATTRIBUTE_NAME:
            if sets and not sets[-1]:
                raise MalformedMessage(f"octet {reader.at}: a member without a value")
            reader.count_value()
            names.append(_text(reader.counted(), reader))
            sets.append([])
        elif not sets:
            raise MalformedMessage(f"octet {reader.at}: a value of no member")
        else:
            sets[-1].append(_read_value(reader, tag, depth))
    if reader.counted() or reader.counted() or (sets and not sets[-1]):
        raise MalformedMessage(f"octet {reader.at}: a collection that does not end cleanly")
    return Collection(tuple(Attribute(n, tuple(v)) for n, v in zip(names, sets, strict=True)))


def _content(tag: int, octets: bytes, reader: _Reader) -> Content:
    if tag in OUT_OF_BAND:
        _expect(reader, len(octets), 0)
        return None
    if tag in NUMBERS:
        _expect(reader, len(octets), 4)
        return _number(octets)
    if tag in FREE_TEXT:
        return octets.decode(errors="replace")  # printers in the field put Latin-1 into locations
    if tag in STRINGS:
        return _text(octets, reader)
    if tag in LOCALIZED:
        return _localized(octets, reader)
    match tag:
        case ValueTag.BOOLEAN:
            if octets not in (b"\0", b"\1"):
                raise MalformedMessage(f"octet {reader.at}: {octets[:4]!r} is no boolean")
            return octets == b"\1"
        case ValueTag.RESOLUTION:
            _expect(reader, len(octets), 9)
            return Resolution(_number(octets[:4]), _number(octets[4:8]), octets[8])
        case ValueTag.RANGE_OF_INTEGER:
            _expect(reader, len(octets), 8)
            return IntegerRange(_number(octets[:4]), _number(octets[4:]))
        case ValueTag.DATE_TIME:
            _expect(reader, len(octets), 11)  # RFC 2579 DateAndTime; nothing here reads it
            return octets
        case ValueTag.END_COLLECTION | ValueTag.MEMBER_ATTRIBUTE_NAME:
            raise MalformedMessage(f"octet {reader.at}: {tag:#04x} outside of a collection")
        case _:
            return octets


def _localized(octets: bytes, reader: _Reader) -> LocalizedText:
    inner = _Reader(octets)
    language, text = inner.counted(), inner.counted()
    _expect(reader, len(octets), inner.at)
    return LocalizedText(_text(language, reader), text.decode(errors="replace"))


def _expect(reader: _Reader, length: int, expected: int) -> None:
    if length != expected:
        raise MalformedMessage(f"octet {reader.at}: a value of {length} octets where {expected} belong")


def _text(octets: bytes, reader: _Reader) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError as error:
        raise MalformedMessage(f"octet {reader.at}: text that is not UTF-8") from error


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, "big", signed=True)
