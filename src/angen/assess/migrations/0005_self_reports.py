import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assess', '0004_hints_and_tours'),
        ('orgs', '0003_path_statistics'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SelfReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(db_collation='C', max_length=80, verbose_name='评分项')),
                ('state', models.CharField(choices=[('reported', '待审核'), ('confirmed', '已认可'), ('changed', '已调整')], default='reported', max_length=12, verbose_name='状态')),
                ('marks', models.JSONField(default=list, verbose_name='自评')),
                ('points', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='自评得分')),
                ('note', models.CharField(max_length=1000, verbose_name='自评说明')),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='自评时间')),
                ('reviewed_points', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='审核得分')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='审核意见')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='审核时间')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_reports', to='assess.cycle', verbose_name='考核评价周期')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_reports', to=settings.AUTH_USER_MODEL, verbose_name='自评人')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='self_reports_reviewed', to=settings.AUTH_USER_MODEL, verbose_name='审核人')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_reports', to='orgs.area', verbose_name='单位')),
            ],
            options={
                'verbose_name': '自评',
                'verbose_name_plural': '自评',
                'ordering': ['cycle', 'unit__path', 'item'],
                'constraints': [models.UniqueConstraint(fields=('cycle', 'unit', 'item'), name='assess_self_report_once', violation_error_message='这一项已经自评。'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_points', None), ('state', 'reported')), models.Q(('reviewed_points__isnull', False), models.Q(('state', 'reported'), _negated=True)), _connector='OR'), name='assess_self_report_reviewed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'changed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='assess_self_report_changed_for_a_reason')],
            },
        ),
    ]
