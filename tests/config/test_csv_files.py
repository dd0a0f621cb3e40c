import csv

from config.csv_files import csv_file


def test_a_browser_saves_it_under_its_name():
    answer = csv_file([("day", "orders"), ("2026-05-08", 3)], name="days")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="days.csv"'
    assert answer.getvalue() == b"day,orders\r\n2026-05-08,3\r\n"


def test_text_that_would_be_a_formula_is_text_and_numbers_stay_numbers():
    rows = [["=1+1", "+cup", "-", "@sum", "\tx", -0.5, None, 'a "b", c']]

    (read,) = csv.reader(csv_file(rows, name="cells").getvalue().decode().splitlines())

    assert read == ["'=1+1", "'+cup", "'-", "'@sum", "'\tx", "-0.5", "", 'a "b", c']
