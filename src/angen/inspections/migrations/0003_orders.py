"""A reason for long terms, and by when a hazard has to be rechecked."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0002_visits'),
        ('orgs', '0002_three_administrators'),
    ]

    operations = [
        migrations.AddField(
            model_name='hazard',
            name='recheck_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='复查期限'),
        ),
        migrations.AddField(
            model_name='order',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='超过一般期限的理由'),
        ),
        migrations.AddField(
            model_name='recheck',
            name='officers',
            field=models.ManyToManyField(blank=True, related_name='rechecks', to='orgs.officer', verbose_name='复查人员'),
        ),
        migrations.AddField(
            model_name='recheckresult',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='应复查日期'),
        ),
        migrations.AddField(
            model_name='recheckresult',
            name='new_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='新的整改期限'),
        ),
    ]
