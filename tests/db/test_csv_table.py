"""A CSV file as spreadsheets write it: every row by its columns, or what is wrong."""

import pytest

from db import csv_table

COLUMNS = ("code", "name")


@pytest.fixture
def read(tmp_path):
    def read(content: str | bytes):
        file = tmp_path / "tabla.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return csv_table.read(file, COLUMNS, "tabla")

    return read


AS_WRITTEN = {
    "commas": "code,name\nA,Uno\n",
    "semicolons": "code;name\r\nA;Uno\r\n",
    "a mark of UTF-8": "\ufeffcode,name\nA,Uno\n",
    "quotes": '"code","name"\n"A","Uno"\n',
    "columns in another order": "name,code\nUno,A\n",
    "cells that were not trimmed": " code , name \n A\t,  Uno \n",
    "no newline at the end": "code,name\nA,Uno",
    "more cells than columns": "code,name\nA,Uno,y,más\n",
}


@pytest.mark.parametrize("content", AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_it_is_read_as_a_spreadsheet_writes_it(read, content):
    assert read(content) == ([(2, {"code": "A", "name": "Uno"})], [])


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_blank_ones_left_out(read):
    rows, problems = read('code,name\nA,"Uno\ny medio"\n\n,\nB\n')
    assert problems == []
    assert rows == [(2, {"code": "A", "name": "Uno\ny medio"}), (5, {"code": "B", "name": ""})]


@pytest.mark.parametrize("content", ["", "\n", "otra;columna\n1;2\n"])
def test_each_column_that_is_missing_is_named(read, content):
    _, problems = read(content)
    assert [(it.row, it.column, it.code) for it in problems] == [
        (1, "code", "tabla"),
        (1, "name", "tabla"),
    ]
    assert str(problems[0]) == "fila 1, columna «code»: falta esta columna. [tabla]"


NO_TABLE = {
    "Latin-1": "code,name\nA,Perú\n".encode("latin-1"),
    "a workbook of Excel": b"PK\x03\x04\xff\xfe",
    "a null": b"code,name\nA,\0\n",
    "a quote that never ends": b'code,name\nA,"Uno\nB,Dos\n',
    "a cell without end": b"code,name\nA," + b"x" * 200_000,
}


@pytest.mark.parametrize("content", NO_TABLE.values(), ids=NO_TABLE)
def test_what_is_no_such_file_is_refused_whole_with_what_to_do(read, content):
    rows, (problem,) = read(content)
    assert rows == []
    assert "CSV UTF-8" in problem.message
