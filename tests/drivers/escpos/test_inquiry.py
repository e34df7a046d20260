"""One look at the printer, with answers lost, late, doubled and invented."""

from __future__ import annotations

from drivers.escpos.inquiry import ANSWER_S, QUIET_S, SETTLE_S, Inquiry
from drivers.escpos.status import Report


class Asked:
    """Plays the printer: `answers` are given one per question, None is a lost one."""

    def __init__(self, *answers: int | None) -> None:
        self.now = 0.0
        self.inquiry = Inquiry(self.now)
        self.questions: list[int] = []
        self.answers = list(answers)

    def run(self, seconds: float = 5.0) -> Report | None:
        end = self.now + seconds
        while not self.inquiry.finished and self.now < end:
            self.now += 0.01
            out = self.inquiry.tick(self.now)
            if out:
                assert out[:2] == b"\x10\x04"
                self.questions.append(out[2])
                answer = self.answers.pop(0) if self.answers else None
                if answer is not None:
                    self.inquiry.answer(answer, self.now + 0.002)
        assert self.inquiry.finished, "a look must end"
        return self.inquiry.report


def test_four_questions_in_order() -> None:
    asked = Asked(0x12, 0x12, 0x12, 0x1E)
    assert asked.run() == Report(paper_low=True)
    assert asked.questions == [1, 2, 3, 4]
    assert asked.now < 0.1


def test_silence_is_no_report_and_ends() -> None:
    asked = Asked()
    assert asked.run() is None
    assert asked.questions == [1, 1]
    assert asked.now <= 2 * ANSWER_S + QUIET_S + 0.1


def test_one_lost_answer_is_asked_again_from_the_start() -> None:
    asked = Asked(0x12, None, 0x12, 0x12, 0x12, 0x12)
    assert asked.run() == Report()
    assert asked.questions == [1, 2, 1, 2, 3, 4]


def test_a_stray_answer_cannot_shift_the_others() -> None:
    """A late 'paper out' before the first question's own answer would otherwise be read as another fault."""
    inquiry = Inquiry(0.0)
    assert inquiry.tick(0.0) == b"\x10\x04\x01"
    for n, value in enumerate((0x72, 0x12, 0x12, 0x12)):  # the stray, then the answers to 1, 2 and 3
        inquiry.answer(value, 0.01 * n)
        inquiry.tick(0.01 * n)
    inquiry.answer(0x12, 0.05)  # the answer to 4: one too many
    assert not inquiry.finished
    assert inquiry.tick(0.05 + SETTLE_S) == b""
    assert inquiry.tick(0.05 + QUIET_S) == b"\x10\x04\x01"


def test_an_answer_before_any_question_counts_for_nothing() -> None:
    inquiry = Inquiry(0.0)
    inquiry.answer(0x72, 0.0)
    assert inquiry.tick(0.0) == b"\x10\x04\x01"
