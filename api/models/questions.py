"""The shapes of the competency questions and their answers, as `api.models` are."""

from __future__ import annotations

from pydantic import Field

from api.models.answers import Model


class QuestionParameter(Model):
    """Một tham số phải chọn / what is to be chosen."""

    name: str
    kind: str = Field(description="instrument, agency, province, date, month, symbol, type, text, number, decimal")
    example: str
    description: str


class Question(Model):
    """Một câu hỏi có sẵn / a competency question."""

    number: int
    name: str
    title: str
    english: str
    meaning: str = Field(description="mỗi dòng là gì / what a row means")
    trap: str = Field(description="câu trả lời có thể gây hiểu lầm ra sao / how the answer can mislead")
    parameters: list[QuestionParameter]
    columns: dict[str, str] = Field(description="cột và tên gọi của nó / each column and its heading")


class QuestionAnswer(Model):
    """Câu trả lời / the answer."""

    question: Question
    values: dict[str, str] = Field(description="những giá trị đã hỏi / what was asked for")
    columns: list[str]
    rows: list[dict[str, str | int | float | None]]
    truncated: bool = Field(description="còn dòng khác chưa có ở đây / whether there are more rows")
