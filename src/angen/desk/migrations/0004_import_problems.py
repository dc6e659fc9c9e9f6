"""The problems of an import become rows: a file may have more than fit into one."""

import django.db.models.deletion
from django.db import migrations, models

MOVE = """
insert into desk_importproblem (batch_id, place, row, cell, "column", value, sentence)
select b.id, e.place, (e.told ->> 'row')::int, left(e.told ->> 'cell', 20),
       left(e.told ->> 'column', 80), e.told ->> 'value', e.told ->> 'sentence'
from desk_importbatch b, jsonb_array_elements(b.errors) with ordinality as e (told, place)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0003_faster_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='序号')),
                ('row', models.PositiveIntegerField(verbose_name='行')),
                ('cell', models.CharField(max_length=20, verbose_name='单元格')),
                ('column', models.CharField(blank=True, max_length=80, verbose_name='列名')),
                ('value', models.TextField(blank=True, verbose_name='填写的内容')),
                ('sentence', models.TextField(verbose_name='问题')),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='desk.importbatch', verbose_name='导入')),
            ],
            options={
                'verbose_name': '导入错误',
                'verbose_name_plural': '导入错误',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('batch', 'place'), name='desk_importproblem_once')],
            },
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        # The rows just written have checks to come, before which no table may be altered.
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='importbatch',
            name='errors',
        ),
    ]
