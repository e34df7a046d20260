"""Octets in the order in which RFC 8010 appendix A lists them, then anything, then hostile octets."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drivers.ipp.messages import (
    DEEPEST_COLLECTION,
    MOST_VALUES,
    Attribute,
    Collection,
    Group,
    GroupTag,
    IntegerRange,
    LocalizedText,
    MalformedMessage,
    Message,
    Resolution,
    Value,
    ValueTag,
    attribute,
    decode,
    encode,
)

CHARSET = b"\x47\x00\x12attributes-charset\x00\x05utf-8"
LANGUAGE = b"\x48\x00\x1battributes-natural-language\x00\x05en-us"
PRINTER_URI = b"\x45\x00\x0bprinter-uri\x00\x2cipp://printer.example.com/ipp/print/pinetree"

PRINT_JOB_REQUEST = (  # appendix A.1
    b"\x01\x01\x00\x02\x00\x00\x00\x01\x01"
    + CHARSET
    + LANGUAGE
    + PRINTER_URI
    + b"\x42\x00\x08job-name\x00\x06foobar"
    + b"\x22\x00\x16ipp-attribute-fidelity\x00\x01\x01"
    + b"\x02"
    + b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
    + b"\x44\x00\x05sides\x00\x13two-sided-long-edge"
    + b"\x03%!PDF..."
)
PRINT_JOB_RESPONSE = (  # appendix A.2
    b"\x01\x01\x00\x00\x00\x00\x00\x01\x01"
    + CHARSET
    + LANGUAGE
    + b"\x41\x00\x0estatus-message\x00\x0dsuccessful-ok"
    + b"\x02"
    + b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x93"
    + b"\x45\x00\x07job-uri\x00\x30ipp://printer.example.com/ipp/print/pinetree/147"
    + b"\x23\x00\x09job-state\x00\x04\x00\x00\x00\x03"
    + b"\x03"
)
PRINT_JOB_REFUSED = (  # appendix A.3: a value that is not supported, and an attribute that is not
    b"\x01\x01\x04\x0b\x00\x00\x00\x01\x01"
    + CHARSET
    + LANGUAGE
    + b"\x41\x00\x0estatus-message\x00\x2fclient-error-attributes-or-values-not-supported"
    + b"\x05"
    + b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
    + b"\x10\x00\x05sides\x00\x00"
    + b"\x03"
)
CREATE_JOB_WITH_COLLECTION = (  # appendix A.7
    b"\x01\x01\x00\x05\x00\x00\x00\x01\x01"
    + CHARSET
    + LANGUAGE
    + PRINTER_URI
    + b"\x02"
    + b"\x34\x00\x09media-col\x00\x00"
    + b"\x4a\x00\x00\x00\x0amedia-size"
    + b"\x34\x00\x00\x00\x00"
    + b"\x4a\x00\x00\x00\x0bx-dimension"
    + b"\x21\x00\x00\x00\x04\x00\x00\x52\x08"
    + b"\x4a\x00\x00\x00\x0by-dimension"
    + b"\x21\x00\x00\x00\x04\x00\x00\x74\x04"
    + b"\x37\x00\x00\x00\x00"
    + b"\x4a\x00\x00\x00\x0amedia-type"
    + b"\x44\x00\x00\x00\x0astationery"
    + b"\x37\x00\x00\x00\x00"
    + b"\x03"
)
GET_JOBS_REQUEST = (  # appendix A.8: a set of values
    b"\x01\x01\x00\x0a\x00\x00\x00\x7b\x01"
    + CHARSET
    + LANGUAGE
    + PRINTER_URI
    + b"\x21\x00\x05limit\x00\x04\x00\x00\x00\x32"
    + b"\x44\x00\x14requested-attributes\x00\x06job-id"
    + b"\x44\x00\x00\x00\x08job-name"
    + b"\x44\x00\x00\x00\x0fdocument-format"
    + b"\x03"
)
GET_JOBS_RESPONSE = (  # appendix A.9: two jobs with names in two languages, one without attributes between
    b"\x01\x01\x00\x00\x00\x00\x00\x7b\x01"
    + CHARSET
    + LANGUAGE
    + b"\x41\x00\x0estatus-message\x00\x0dsuccessful-ok"
    + b"\x02"
    + b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x93"
    + b"\x36\x00\x08job-name\x00\x0c\x00\x05fr-ca\x00\x03fou"
    + b"\x02"
    + b"\x02"
    + b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x94"
    + b"\x36\x00\x08job-name\x00\x12\x00\x05de-CH\x00\x09isch guet"
    + b"\x03"
)
EXAMPLES = {
    "print-job": PRINT_JOB_REQUEST,
    "response": PRINT_JOB_RESPONSE,
    "refused": PRINT_JOB_REFUSED,
    "collection": CREATE_JOB_WITH_COLLECTION,
    "get-jobs": GET_JOBS_REQUEST,
    "jobs": GET_JOBS_RESPONSE,
}


@pytest.mark.parametrize("octets", EXAMPLES.values(), ids=EXAMPLES)
def test_the_examples_of_the_rfc_come_back_octet_by_octet(octets: bytes) -> None:
    assert encode(decode(octets)) == octets


def test_print_job_request() -> None:
    message = decode(PRINT_JOB_REQUEST)
    operation, job = message.groups
    assert (message.version, message.code, message.request_id) == ((1, 1), 0x0002, 1)
    assert [group.tag for group in message.groups] == [GroupTag.OPERATION, GroupTag.JOB]
    assert operation.text("printer-uri") == "ipp://printer.example.com/ipp/print/pinetree"
    assert operation.boolean("ipp-attribute-fidelity") is True
    assert job.integer("copies") == 20
    assert job.text("sides") == "two-sided-long-edge"
    assert message.document == b"%!PDF..."


def test_responses() -> None:
    accepted, refused = decode(PRINT_JOB_RESPONSE), decode(PRINT_JOB_REFUSED)
    assert accepted.group(GroupTag.JOB).integer("job-id") == 147
    assert accepted.group(GroupTag.JOB).integer("job-state") == 3
    assert refused.code == 0x040B
    assert refused.group(GroupTag.UNSUPPORTED).values("sides") == (Value(ValueTag.UNSUPPORTED, None),)
    assert refused.group(GroupTag.PRINTER) == Group(GroupTag.PRINTER)


def test_collections() -> None:
    (value,) = decode(CREATE_JOB_WITH_COLLECTION).group(GroupTag.JOB).values("media-col")
    size = Collection(
        (
            attribute("x-dimension", ValueTag.INTEGER, 21000),
            attribute("y-dimension", ValueTag.INTEGER, 29700),
        )
    )
    assert value.content == Collection(
        (
            attribute("media-size", ValueTag.BEGIN_COLLECTION, size),
            attribute("media-type", ValueTag.KEYWORD, "stationery"),
        )
    )


def test_sets_and_languages() -> None:
    asked = decode(GET_JOBS_REQUEST).group(GroupTag.OPERATION)
    assert asked.texts("requested-attributes") == ("job-id", "job-name", "document-format")
    first, empty, last = decode(GET_JOBS_RESPONSE).all_groups(GroupTag.JOB)
    assert (first.integer("job-id"), first.text("job-name")) == (147, "fou")
    assert empty.attributes == ()
    assert last.values("job-name")[0].content == LocalizedText("de-CH", "isch guet")


@pytest.mark.parametrize(
    ("tag", "octets", "content"),
    [
        (ValueTag.INTEGER, b"\xff\xff\xff\xfe", -2),
        (ValueTag.BOOLEAN, b"\x00", False),
        (ValueTag.RESOLUTION, b"\x00\x00\x02\x58\x00\x00\x01\x2c\x03", Resolution(600, 300, 3)),
        (ValueTag.RANGE_OF_INTEGER, b"\x00\x00\x00\x01\x00\x00\x03\xe7", IntegerRange(1, 999)),
        (
            ValueTag.DATE_TIME,
            b"\x07\xea\x0b\x16\x0e\x16\x17\x00+\x00\x00",
            b"\x07\xea\x0b\x16\x0e\x16\x17\x00+\x00\x00",
        ),
        (ValueTag.OCTET_STRING, b"level=-2;\x00", b"level=-2;\x00"),
        (ValueTag.TEXT_WITHOUT_LANGUAGE, "紙匣".encode(), "紙匣"),
        (ValueTag.TEXT_WITHOUT_LANGUAGE, b"B\xfcro", "B�ro"),
        (ValueTag.NO_VALUE, b"", None),
        (0x2F, b"??", b"??"),
        (0x7F, b"\x12\x34\x56\x78", b"\x12\x34\x56\x78"),
    ],
)
def test_each_syntax(tag: int, octets: bytes, content: object) -> None:
    octets = b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + _one(tag, octets) + b"\x03"
    assert decode(octets).group(GroupTag.PRINTER).values("x") == (Value(tag, content),)  # type: ignore[arg-type]


def _one(tag: int, octets: bytes) -> bytes:
    return bytes([tag]) + b"\x00\x01x" + len(octets).to_bytes(2, "big") + octets


@pytest.mark.parametrize(
    "body",
    [
        b"",  # no end of attributes
        b"\x00\x03",  # reserved group tag
        b"\x21\x00\x01x\x00\x04\x00\x00\x00\x01\x03",  # a value before any group
        b"\x04\x21\x00\x00\x00\x04\x00\x00\x00\x01\x03",  # a further value of nothing
        b"\x04" + _one(0x21, b"\x00") + b"\x03",
        b"\x04" + _one(0x22, b"\x02") + b"\x03",
        b"\x04" + _one(0x22, b"") + b"\x03",
        b"\x04" + _one(0x31, bytes(10)) + b"\x03",
        b"\x04" + _one(0x32, bytes(8)) + b"\x03",
        b"\x04" + _one(0x33, bytes(9)) + b"\x03",
        b"\x04" + _one(0x35, b"\x00\x02en\x00\x09short") + b"\x03",
        b"\x04" + _one(0x35, b"\x00\x02en\x00\x02long") + b"\x03",
        b"\x04" + _one(0x44, b"\xff") + b"\x03",
        b"\x04" + _one(0x13, b"x") + b"\x03",
        b"\x04" + _one(0x4A, b"x") + b"\x03",
        b"\x04" + _one(0x37, b"") + b"\x03",
        b"\x04\x44\xff\xffx",  # negative length
        b"\x04\x44\x00\x01x\x7f\xffx",  # more promised than there is
        b"\x04" + _one(0x34, b"x") + b"\x37\x00\x00\x00\x00\x03",
        b"\x04" + _one(0x34, b""),  # a collection without an end
        b"\x04" + _one(0x34, b"") + b"\x44\x00\x00\x00\x01x\x37\x00\x00\x00\x00\x03",  # a value of no member
        b"\x04" + _one(0x34, b"") + b"\x4a\x00\x00\x00\x01m\x37\x00\x00\x00\x00\x03",  # no value of a member
        b"\x04" + _one(0x34, b"") + b"\x37\x00\x00\x00\x01x\x03",
        b"\x04" + _one(0x34, b"") + b"\x03",  # a group ends inside of a collection
    ],
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        decode(b"\x01\x01\x00\x00\x00\x00\x00\x01" + body)


def test_lengths_are_signed() -> None:
    long = b"\x01\x01\x00\x00\x00\x00\x00\x01\x04\x30\x00\x01x\x80\x00" + bytes(0x8000) + b"\x03"
    with pytest.raises(MalformedMessage, match="negative"):
        decode(long)


def test_nesting_and_numbers_are_bounded() -> None:
    head = b"\x01\x01\x00\x00\x00\x00\x00\x01\x04"
    inner = b"\x4a\x00\x00\x00\x01m\x34\x00\x00\x00\x00"
    deep = (
        head
        + _one(0x34, b"")
        + inner * (DEEPEST_COLLECTION - 1)
        + b"\x37\0\0\0\0" * DEEPEST_COLLECTION
        + b"\x03"
    )
    assert decode(deep)
    with pytest.raises(MalformedMessage, match="too deep"):
        decode(head + _one(0x34, b"") + inner * 100_000)
    with pytest.raises(MalformedMessage, match="more than"):
        decode(head + _one(0x13, b"") * (MOST_VALUES + 1) + b"\x03")


@pytest.mark.parametrize(
    "message",
    [
        Message(0x10000, 1, ()),
        Message(0, 1, (Group(GroupTag.JOB, (Attribute("x", ()),)),)),
        Message(0, 1, (Group(GroupTag.JOB, (attribute("", ValueTag.KEYWORD, "x"),)),)),
        Message(0, 1, (Group(GroupTag.JOB, (attribute("x", ValueTag.KEYWORD, "x" * 0x8000),)),)),
        Message(0, 1, (Group(GroupTag.JOB, (attribute("x", ValueTag.INTEGER, 1 << 31),)),)),
    ],
)
def test_what_nobody_could_read_is_not_written(message: Message) -> None:
    with pytest.raises((ValueError, OverflowError)):
        encode(message)


# ---- Anything -----------------------------------------------------------------------------------

numbers = st.integers(-(2**31), 2**31 - 1)
words = st.text(st.characters(codec="utf-8"), max_size=20)
names = st.text("abcdefgh-", min_size=1, max_size=12)
plain_values = st.one_of(
    st.builds(Value, st.sampled_from((ValueTag.INTEGER, ValueTag.ENUM)).map(int), numbers),
    st.builds(Value, st.just(int(ValueTag.BOOLEAN)), st.booleans()),
    st.builds(Value, st.sampled_from((0x30, 0x2F, 0x7F)), st.binary(max_size=20)),
    st.builds(Value, st.just(int(ValueTag.DATE_TIME)), st.binary(min_size=11, max_size=11)),
    st.builds(
        Value, st.just(int(ValueTag.RESOLUTION)), st.builds(Resolution, numbers, numbers, st.integers(0, 255))
    ),
    st.builds(Value, st.just(int(ValueTag.RANGE_OF_INTEGER)), st.builds(IntegerRange, numbers, numbers)),
    st.builds(Value, st.sampled_from((0x35, 0x36)), st.builds(LocalizedText, words, words)),
    st.builds(Value, st.sampled_from((0x41, 0x42, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49)), words),
    st.builds(Value, st.sampled_from((0x10, 0x12, 0x13)), st.none()),
)


def attributes_of(values: st.SearchStrategy[Value]) -> st.SearchStrategy[tuple[Attribute, ...]]:
    sets = st.lists(values, min_size=1, max_size=3).map(tuple)
    return st.lists(st.builds(Attribute, names, sets), max_size=3).map(tuple)


values = st.recursive(
    plain_values,
    lambda inner: st.builds(
        Value, st.just(int(ValueTag.BEGIN_COLLECTION)), st.builds(Collection, attributes_of(inner))
    ),
    max_leaves=4,
)
messages = st.builds(
    Message,
    code=st.integers(0, 0xFFFF),
    request_id=numbers,
    groups=st.lists(
        st.builds(Group, st.sampled_from((0x01, 0x02, 0x04, 0x05, 0x06, 0x0F)), attributes_of(values)),
        max_size=3,
    ).map(tuple),
    document=st.binary(max_size=30),
    version=st.tuples(st.integers(0, 255), st.integers(0, 255)),
)


@given(messages)
def test_what_is_written_is_read_again(message: Message) -> None:
    assert decode(encode(message)) == message


@given(st.binary(max_size=400))
@example(b"\x01\x01\x00\x00\x00\x00\x00\x01\x03")
def test_any_octets_are_a_message_or_malformed(octets: bytes) -> None:
    try:
        message = decode(octets)
    except MalformedMessage:
        return
    assert decode(encode(message)) == message or b"\xef\xbf\xbd" in encode(message)


@given(st.sampled_from(sorted(EXAMPLES.values())), st.data())
def test_damaged_messages_are_read_or_malformed(octets: bytes, data: st.DataObject) -> None:
    damaged = bytearray(octets)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    for piece in (bytes(damaged), bytes(damaged[:cut])):
        try:
            decode(piece)
        except MalformedMessage:
            continue
