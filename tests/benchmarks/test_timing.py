from benchmarks.timing import measure, row


def test_a_row_shows_milliseconds_from_the_samples_themselves():
    seconds = [0.001 * n for n in range(1, 101)]
    assert row("page", seconds) == "| page | 100 | 50.5 | 50.5 | 90.1 | 99.0 | 1.0 | 100.0 | 0 |"


def test_errors_are_counted_and_not_timed():
    answers = iter([None, OSError("down"), None])

    def ask() -> None:
        answer = next(answers)
        if answer:
            raise answer

    seconds, errors = measure(ask, times=3)
    assert (len(seconds), errors) == (2, 1)


def test_too_few_samples_make_no_figures():
    assert row("page", [], 3) == "| page | 0 | – | – | – | – | – | – | 3 |"
