"""The functions of exact Chinese substring search."""

from django.db import migrations

# As in angen.desk.search when this was written; another set needs another migration.
DROPPED = (
    r"\u0009-\u000d\u0020-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a0\u00b7"
    r"\u2000-\u206f\u3000-\u3004\u3008-\u303f"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)

FUNCTIONS = rf"""
create function public.angen_bigrams(t text) returns text[]
language sql immutable strict parallel safe as $$
  select coalesce(array_agg(chars[i] || chars[i + 1] order by i), '{{}}')
  from (
    select string_to_array(left(regexp_replace(lower(t), '[{DROPPED}]+', '', 'g'), 16000), null)
  ) as word (chars), generate_series(1, cardinality(chars) - 1) as i
$$;

create function angen_search(t text) returns tsvector
language sql immutable strict parallel safe as $$
  select coalesce(string_agg('''' || bigram || ''':' || place, ' '), '')::tsvector
  from unnest(public.angen_bigrams(t)) with ordinality as found (bigram, place)
$$;

create function angen_phrase(t text) returns tsquery
language sql immutable strict parallel safe as $$
  select coalesce(string_agg('''' || bigram || '''', ' <-> ' order by place), '')::tsquery
  from unnest(public.angen_bigrams(t)) with ordinality as found (bigram, place)
$$;
"""
DROP = "drop function angen_phrase(text), angen_search(text), angen_bigrams(text);"


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
