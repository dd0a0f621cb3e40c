"""The words of the catalog, kept by triggers: statement triggers, so that a bulk load costs one pass."""

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models

WORDS = r"""
CREATE FUNCTION shop_remember_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO shop_searchword (word)
    SELECT DISTINCT left(found.word, 60) AS word
    FROM written, regexp_split_to_table(
        lower(concat_ws(' ', written.title, written.brand, written.category_text)), '[^[:alnum:]]+'
    ) AS found (word)
    WHERE length(found.word) >= 3
    ORDER BY word  -- in one order, so that two loads at once do not wait for each other in a circle
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER shop_product_words_added AFTER INSERT ON shop_product
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION shop_remember_words();
"""
RENAMED = r"""
CREATE FUNCTION shop_remember_new_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO shop_searchword (word)
    SELECT DISTINCT left(found.word, 60) AS word
    FROM regexp_split_to_table(
        lower(concat_ws(' ', NEW.title, NEW.brand, NEW.category_text)), '[^[:alnum:]]+'
    ) AS found (word)
    WHERE length(found.word) >= 3
    ORDER BY word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER shop_product_words_changed AFTER UPDATE OF title, brand, category_text ON shop_product
    FOR EACH ROW WHEN (
        OLD.title <> NEW.title OR OLD.brand <> NEW.brand OR OLD.category_text <> NEW.category_text
    )
    EXECUTE FUNCTION shop_remember_new_words();
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0004_order_confirmation")]

    operations = [
        CreateExtension("fuzzystrmatch"),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "word",
                    models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="word"),
                )
            ],
            options={"verbose_name": "search word", "verbose_name_plural": "search words"},
        ),
        migrations.RunSQL(
            WORDS,
            "DROP TRIGGER shop_product_words_added ON shop_product; DROP FUNCTION shop_remember_words();",
        ),
        migrations.RunSQL(
            RENAMED,
            "DROP TRIGGER shop_product_words_changed ON shop_product; DROP FUNCTION shop_remember_new_words();",
        ),
        migrations.RunSQL(
            r"""
            INSERT INTO shop_searchword (word)
            SELECT DISTINCT left(found.word, 60)
            FROM shop_product, regexp_split_to_table(
                lower(concat_ws(' ', title, brand, category_text)), '[^[:alnum:]]+'
            ) AS found (word)
            WHERE length(found.word) >= 3
            """,
            migrations.RunSQL.noop,
        ),
    ]
