"""Indexes for lists of hazards: those under way, and all by the end of their time."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0004_lapsed_extensions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('state__in', ('found', 'rectifying', 'reported'))), fields=['-found_on', '-id'], name='inspections_hazard_going'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['due_on', 'id'], name='inspections_hazard_due_order'),
        ),
    ]
