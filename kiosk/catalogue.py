"""What may be bought here: document kinds, their fees by date, who may have them, and why not.

Pure: `Catalogue.parse` takes what a TOML reader returned. The central system and the kiosk read the
same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.money import Money
from kiosk.visit.states import Delivery


class CatalogueError(ValueError):
    """The catalogue cannot be used; the text names every place and what is wrong there."""


class Status(StrEnum):
    """How a person stands to the university (在學 延修 休學 畢業 退學)."""

    ENROLLED = "enrolled"
    EXTENDED = "extended"
    ON_LEAVE = "on-leave"
    GRADUATED = "graduated"
    WITHDRAWN = "withdrawn"


class Need(StrEnum):
    """A fact about a person that a document kind may ask for; the central system knows which ones hold."""

    GRADES = "grades"  # at least one course on file
    PUBLISHED = "published"  # at least one semester with a grade that has come in
    REGISTERED = "registered"  # registered for the running semester
    RANK_PUBLISHED = "rank-published"
    ENGLISH_NAME = "english-name"
    FINAL_YEAR = "final-year"
    CREDITS_NEEDED = "credits-needed"  # what graduation takes is on file


class Notice(StrEnum):
    """Something a person should know before paying, though the document may be had."""

    MISSING_GRADES = "missing-grades"


class Choose(StrEnum):
    """What a person chooses beside the kind; the central system knows what there is."""

    SEMESTER = "semester"  # one with published grades
    RANK = "rank"  # class or department, each semester or cumulative


@dataclass(frozen=True, slots=True)
class Standing:
    """What eligibility is decided from."""

    status: Status
    facts: frozenset[Need] = frozenset()


Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Sentence = Annotated[str, Field(min_length=1, max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Wording(_Strict):
    """One sentence in both languages."""

    zh: Sentence
    en: Sentence


class Office(_Strict):
    """A counter a person may be sent to."""

    name_zh: Sentence
    name_en: Sentence
    place_zh: Sentence
    place_en: Sentence
    hours_zh: Sentence
    hours_en: Sentence
    phone: str = ""


class Stop(_Strict):
    """One counter on the way to a counter paper, and what to bring there."""

    office: Key
    bring: tuple[Wording, ...] = ()


class Fee(_Strict):
    """What one copy costs from this day on."""

    from_: date = Field(alias="from")
    amount: int = Field(ge=0, le=10_000, strict=True)


class Requirement(_Strict):
    """`need` must hold; otherwise the refusal of that key is shown."""

    need: Need
    otherwise: Key


class Eligibility(_Strict):
    """Who may have a kind: these statuses, with these needs met.

    `otherwise` is the refusal for any other status, `otherwise_for` a better one for some of them.
    """

    statuses: tuple[Status, ...]
    otherwise: Key | None = None
    otherwise_for: dict[Status, Key] = {}
    needs: tuple[Requirement, ...] = ()

    @model_validator(mode="after")
    def _everyone_else_is_told_why(self) -> Self:
        if not self.statuses:
            raise ValueError("'statuses' is empty: nobody could have it")
        others = set(Status) - set(self.statuses)
        silent = others - set(self.otherwise_for)
        if silent and self.otherwise is None:
            raise ValueError(f"no refusal for {', '.join(sorted(silent))}: set 'otherwise'")
        useless = set(self.otherwise_for) & set(self.statuses)
        if useless:
            raise ValueError(f"'otherwise_for' names eligible statuses: {', '.join(sorted(useless))}")
        return self

    def refusal(self, standing: Standing) -> Key | None:
        """The key of the first reason against, or None."""
        if standing.status not in self.statuses:
            return self.otherwise_for.get(standing.status) or self.otherwise
        return next((r.otherwise for r in self.needs if r.need not in standing.facts), None)


class DocumentKind(_Strict):
    """One thing a person can buy.

    `template` and `serial_letter` belong to what is printed, here or by a clerk. `closed` is the refusal for
    everybody who might have it, while the machine cannot sell it yet. `assumed` names the fields of this
    row that the university has not told us; everything else is from the registrar's FAQ.
    """

    code: str = Field(pattern=r"^[A-Z][A-Z0-9-]{1,11}$")
    name_zh: Sentence
    name_en: Sentence
    delivery: Delivery
    most_copies: int = Field(ge=1, le=99, strict=True)
    fees: tuple[Fee, ...]
    eligible: Eligibility
    template: str = Field(default="", pattern=r"^([a-z][a-z0-9-]{0,39})?$")
    serial_letter: str = Field(default="", pattern=r"^[A-Z]?$")
    with_ranks: bool = False
    choose: Choose | None = None
    stops: tuple[Stop, ...] = ()
    ready: Wording | None = None
    closed: Key | None = None
    assumed: tuple[str, ...] = ()
    warns: tuple[Notice, ...] = ()
    note_zh: str = Field(default="", max_length=300)
    note_en: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.fees:
            raise ValueError("at least one fee is needed; 0 is a fee too")
        days = [fee.from_ for fee in self.fees]
        if days != sorted(set(days)):
            raise ValueError("fees must be ordered by their start date, each date once")
        match self.delivery:
            case Delivery.PRINTED_NOW:
                if not self.template or not self.serial_letter or self.stops:
                    raise ValueError("printed-now needs a template and a serial_letter, and has no stops")
            case Delivery.COUNTER:
                if not self.stops or bool(self.template) != bool(self.serial_letter):
                    raise ValueError(
                        "counter needs at least one stop, and a template only with its serial_letter"
                    )
            case Delivery.MAIL:
                if self.template or self.serial_letter:
                    raise ValueError("mail has no template or serial_letter")
        strange = set(self.assumed) - set(type(self).model_fields)
        if strange:
            raise ValueError(f"'assumed' names no field: {', '.join(sorted(strange))}")
        return self

    def fee_on(self, day: date) -> Money | None:
        """What one copy costs on that day; None before the first fee begins (not on sale yet)."""
        begun = [fee.amount for fee in self.fees if fee.from_ <= day]
        return Money(begun[-1]) if begun else None


class Catalogue(_Strict):
    """All kinds in the order they are shown, with the sentences and offices they refer to."""

    kinds: tuple[DocumentKind, ...]
    refusals: dict[Key, Wording] = {}
    warnings: dict[Notice, Wording] = {}
    offices: dict[Key, Office] = {}

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Catalogue:
        """Check and freeze the content of the catalogue file; raises CatalogueError."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            lines = (f"{_place(one['loc'])}: {_words(one)}" for one in error.errors(include_url=False))
            raise CatalogueError("catalogue: " + "; ".join(lines)) from error

    @model_validator(mode="after")
    def _references_exist(self) -> Self:
        if not self.kinds:
            raise ValueError("there is nothing to sell: no [[kinds]]")
        codes = [kind.code for kind in self.kinds]
        repeated = {code for code in codes if codes.count(code) > 1}
        if repeated:
            raise ValueError(f"code used twice: {', '.join(sorted(repeated))}")
        for kind in self.kinds:
            refusals = {kind.eligible.otherwise, *kind.eligible.otherwise_for.values()}
            refusals |= {requirement.otherwise for requirement in kind.eligible.needs} | {kind.closed}
            _need_all(kind.code, "refusals", refusals - {None}, self.refusals)
            _need_all(kind.code, "offices", {stop.office for stop in kind.stops}, self.offices)
            _need_all(kind.code, "warnings", set(kind.warns), self.warnings)
        return self

    def kind(self, code: str) -> DocumentKind | None:
        return next((kind for kind in self.kinds if kind.code == code), None)

    def why_not(self, kind: DocumentKind, standing: Standing) -> tuple[Key, Wording] | None:
        """Key and sentences of why this person cannot have it, or None; {bring}, {where} may be in them."""
        key = kind.eligible.refusal(standing) or kind.closed
        return None if key is None else (key, self.refusals[key])


def _need_all(code: str, table: str, wanted: set[Any], there: Mapping[Any, Any]) -> None:
    absent = sorted(str(key) for key in wanted if key not in there)
    if absent:
        raise ValueError(f"{code} refers to {', '.join(absent)}, which [{table}] does not have")


def _place(loc: tuple[int | str, ...]) -> str:
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return words.lstrip(".") or "file"


def _words(error: Any) -> str:
    return "unknown key" if error["type"] == "extra_forbidden" else str(error["msg"])
