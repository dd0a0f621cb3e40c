from recommender.evaluation import tables
from recommender.evaluation.summary import summaries
from tests.factories.results import result


def found(*rows):
    return summaries(rows, dataset="ring", selection="validation")


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_the_best_is_bold_and_a_single_seed_has_its_margin():
    table = cells(tables.accuracy_table(found(result("popularity", hit_rate=0.1), result("item_knn"))))
    heads, _, popularity, item_knn = table
    place = heads.index("HR@20")
    assert popularity[place] == "4.00 ± 2.00"
    assert item_knn[place] == "**20.00** ± 2.00"
    assert item_knn[heads.index("HR@10")] == "**10.00**"
    assert item_knn[heads.index("coverage@20")] == "–"
    assert item_knn[-1] == "12.5"


def test_several_seeds_show_their_mean_and_how_far_they_lie_apart():
    several = found(result(seed=1, hit_rate=0.4), result(seed=2, hit_rate=0.6))
    heads, _, row = cells(tables.accuracy_table(several))
    assert row[:2] == ["item_knn", "1, 2"]
    assert row[heads.index("HR@20")] == "**20.00** (16.00–24.00)"


def test_what_was_not_run_yet_says_so():
    table = cells(tables.accuracy_table(found(result("item_knn")), expected=["item_knn", "sasrec"]))
    assert [row[:2] for row in table[2:]] == [["item_knn", "1"], ["sasrec", "not run yet"]]
    assert len({len(row) for row in table}) == 1


def test_configs_of_one_algorithm_are_numbered_and_listed():
    several = found(result(), result(config={"neighbors": 5, "decay": 0.3}))
    assert tables.labels(several) == ["item_knn (1)", "item_knn (2)"]
    assert tables.config_list(several) == "- item_knn (2): decay 0.3, neighbors 5\n"


def test_every_cut_off_has_a_column():
    heads, _, row = cells(tables.cut_off_table(found(result(hit_rate=1.0)), "HR"))
    assert heads[2:] == ["HR@5", "HR@10", "HR@20", "HR@30", "HR@40", "HR@50"]
    assert row[2:] == ["**10.00**", "**20.00**", "**40.00**", "**60.00**", "**80.00**", "**100.00**"]


def test_groups_tell_how_many_cases_they_hold():
    table = cells(tables.group_table(found(result()), "target", "HR@20"))
    assert table[0] == ["algorithm", "seeds", "repeat", "explore"]
    assert table[2][2:] == ["**50.00**", "**50.00**"]
    assert table[3] == ["cases", "", "50", "50"]
