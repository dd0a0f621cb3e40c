"""Products that are variants of one thing, and votes on reviews."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0007_currency_language_and_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HelpfulVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visitor_id', models.UUIDField(blank=True, db_index=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'helpful vote',
                'verbose_name_plural': 'helpful votes',
            },
        ),
        migrations.AddField(
            model_name='product',
            name='variant_group',
            field=models.CharField(blank=True, db_default='', default='', help_text='Products with the same name here are one thing in several colors, sizes or styles.', max_length=140, verbose_name='variant group'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('variant_group', ''), _negated=True), fields=['variant_group'], name='product_variants'),
        ),
        migrations.AddField(
            model_name='helpfulvote',
            name='account',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='helpfulvote',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helpful_votes', to='shop.review', verbose_name='review'),
        ),
        migrations.AddConstraint(
            model_name='helpfulvote',
            constraint=models.CheckConstraint(condition=models.Q(('account__isnull', False), ('visitor_id__isnull', False), _connector='OR'), name='helpful_vote_has_owner'),
        ),
        migrations.AddConstraint(
            model_name='helpfulvote',
            constraint=models.UniqueConstraint(fields=('review', 'account'), name='helpful_vote_once_for_account'),
        ),
        migrations.AddConstraint(
            model_name='helpfulvote',
            constraint=models.UniqueConstraint(condition=models.Q(('account', None)), fields=('review', 'visitor_id'), name='helpful_vote_once_for_guest'),
        ),
    ]
