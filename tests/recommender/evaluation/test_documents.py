import pytest

from recommender.evaluation.documents import fill, image, making_of, markers, table, write_pictures

BEGIN, END = markers("results")


def test_each_part_of_a_document_changes_by_itself(tmp_path):
    document = tmp_path / "page.md"
    other = "\n".join(markers("other"))
    document.write_text(f"by hand\n{BEGIN}\nold\n{END}\n{other}\n")
    fill(document, "results", "new\n")
    assert document.read_text() == f"by hand\n{BEGIN}\n\nnew\n\n{END}\n{other}\n"


def test_a_document_without_the_place_is_left_alone(tmp_path):
    document = tmp_path / "page.md"
    document.write_text(f"{BEGIN} but no end")
    with pytest.raises(ValueError, match="has no place for results"):
        fill(document, "results", "new")
    assert document.read_text() == f"{BEGIN} but no end"


def test_a_picture_lies_where_the_page_looks_for_it(tmp_path):
    write_pictures(tmp_path, {"a": "<svg/>"})
    assert image("A curve", "a") == "![A curve](plots/a.svg)\n"
    assert (tmp_path / "plots" / "a.svg").read_text() == "<svg/>"


def test_how_rows_were_made_is_said_once():
    rows = [{"machine": "Linux", "commit": "a"}, {"machine": "Linux", "commit": "b"}, {}]
    assert making_of(rows) == "Machine: Linux. Commit: a; b."
    assert making_of([]) == ""


def test_words_stand_on_the_left_and_numbers_on_the_right():
    assert table(["who", "how", "much"], [["a", "b", "1"]], words=2) == (
        "| who | how | much |\n|---|---|---:|\n| a | b | 1 |\n"
    )
