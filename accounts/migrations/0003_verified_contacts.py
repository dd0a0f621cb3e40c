from django.db import migrations, models


def vouch(apps, schema_editor):
    """Until now only registration made rows of addresses: what lacks one was made by the shop itself."""
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    made_by_the_shop = User.objects.filter(email__isnull=False, emailaddress__isnull=True)
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user_id=pk, email=email, verified=True, primary=True)
            for pk, email in made_by_the_shop.values_list("pk", "email")
        ),
        batch_size=2000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_language_and_currency"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="phone_verified",
            field=models.BooleanField(db_default=False, default=False, verbose_name="phone number is verified"),
        ),
        migrations.RunPython(vouch, migrations.RunPython.noop),
    ]
