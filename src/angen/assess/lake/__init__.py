"""A lake: the tables that indicators read, as Parquet files by prefecture, for other engines."""
