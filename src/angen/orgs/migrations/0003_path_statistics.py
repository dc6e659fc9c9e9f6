"""Finer statistics of area paths: how many rows a county or a township holds decides every plan."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_three_administrators")]

    operations = [
        migrations.RunSQL(
            "alter table orgs_area alter column path set statistics 2000",
            "alter table orgs_area alter column path set statistics -1",
        )
    ]
