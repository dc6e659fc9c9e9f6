"""Indexes for lists: a county in the order of names, and who supervises or answers today."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0004_fewer_indexes'),
        ('orgs', '0003_path_statistics'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='enterprise',
            name='enterprises_area',
        ),
        migrations.AlterField(
            model_name='responsible',
            name='enterprise',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='responsibles', to='enterprises.enterprise', verbose_name='企业'),
        ),
        migrations.AlterField(
            model_name='supervision',
            name='enterprise',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='supervisions', to='enterprises.enterprise', verbose_name='企业'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(fields=['area'], name='enterprises_area'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(django.db.models.functions.text.Left('area', 6), models.F('name'), models.F('id'), condition=models.Q(('merged_into__isnull', True)), name='enterprises_county'),
        ),
        migrations.AddIndex(
            model_name='responsible',
            index=models.Index(fields=['enterprise', 'link', '-valid_from'], include=('valid_to',), name='enterprises_responsible_of'),
        ),
        migrations.AddIndex(
            model_name='supervision',
            index=models.Index(fields=['enterprise', '-valid_from'], include=('valid_to', 'agency'), name='enterprises_supervision_of'),
        ),
    ]
