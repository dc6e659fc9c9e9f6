"""Triggers that keep the risk class and the standardisation of an enterprise those of the latest day."""

from django.db import migrations

KEEP = """
create function enterprises_keep_risk(changed uuid[]) returns void language sql as $$
  update enterprises_enterprise as e
  set risk = coalesce(latest.risk, ''), risk_on = latest.rated_on
  from unnest(changed) as c (id)
  left join lateral (
    select r.risk, r.rated_on from enterprises_riskrating as r
    where r.enterprise_id = c.id order by r.rated_on desc limit 1
  ) as latest on true
  where e.id = c.id
    and (e.risk, e.risk_on) is distinct from (coalesce(latest.risk, ''), latest.rated_on);
$$;
create function enterprises_keep_standard(changed uuid[]) returns void language sql as $$
  update enterprises_enterprise as e
  set standard = coalesce(latest.level, ''), standard_until = latest.valid_to
  from unnest(changed) as c (id)
  left join lateral (
    select case when r.result = 'passed' then r.level end as level,
           case when r.result = 'passed' then r.valid_to end as valid_to
    from enterprises_standardisationreview as r
    where r.enterprise_id = c.id order by r.reviewed_on desc limit 1
  ) as latest on true
  where e.id = c.id
    and (e.standard, e.standard_until)
        is distinct from (coalesce(latest.level, ''), latest.valid_to);
$$;
"""
FORGET = """
drop function enterprises_keep_standard(uuid[]);
drop function enterprises_keep_risk(uuid[]);
"""
PARTS = {
    "added": ("insert", "new table as added", "select distinct enterprise_id from added"),
    "changed": (
        "update",
        "new table as added old table as gone",
        "select enterprise_id from added union select enterprise_id from gone",
    ),
    "gone": ("delete", "old table as gone", "select distinct enterprise_id from gone"),
}


def triggers(table: str, keep: str) -> list[migrations.RunSQL]:
    """One trigger a kind of statement, as transition tables demand."""
    made = []
    for name, (event, tables, changed) in PARTS.items():
        trigger = f"{table}_{name}"
        made.append(
            migrations.RunSQL(
                f"""
                create function {trigger}() returns trigger language plpgsql as $$
                begin
                  perform {keep}(array({changed}));
                  return null;
                end $$;
                create trigger {trigger} after {event} on {table} referencing {tables}
                  for each statement execute function {trigger}();
                """,
                f"drop trigger {trigger} on {table}; drop function {trigger}();",
            )
        )
    return made


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0002_places")]
    operations = [
        migrations.RunSQL(KEEP, FORGET),
        *triggers("enterprises_riskrating", "enterprises_keep_risk"),
        *triggers("enterprises_standardisationreview", "enterprises_keep_standard"),
    ]
