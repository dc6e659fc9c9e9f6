"""The same words by a loop, in a third of the time: every row that is written pays for it."""

from django.db import migrations

# As in the migration before; another set needs another migration and another name.
DROPPED = (
    r"\u0009-\u000d\u0020-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a0\u00b7"
    r"\u2000-\u206f\u3000-\u3004\u3008-\u303f"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)

FASTER = rf"""
create or replace function angen_search(t text) returns tsvector
language plpgsql immutable strict parallel safe as $$
declare
  chars text[] := string_to_array(
    left(regexp_replace(lower(t), '[{DROPPED}]+', '', 'g'), 16000), null);
  words text := '';
begin
  for i in 1 .. cardinality(chars) - 1 loop
    words := concat(words, '''', chars[i], chars[i + 1], ''':', i, ' ');
  end loop;
  return words::tsvector;
end $$;
"""
AS_BEFORE = """
create or replace function angen_search(t text) returns tsvector
language sql immutable strict parallel safe as $$
  select coalesce(string_agg('''' || bigram || ''':' || place, ' '), '')::tsvector
  from unnest(public.angen_bigrams(t)) with ordinality as found (bigram, place)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_search")]

    operations = [migrations.RunSQL(FASTER, AS_BEFORE)]
