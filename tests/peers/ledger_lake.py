"""Reads exports of a ledger with DuckDB: a partitioned folder of Parquet files, and a CSV file; prints what they hold.

usage: ledger_lake.py FOLDER    with lake/ and a.csv in it
"""

import json
import sys

import duckdb

folder = sys.argv[1]
lake = f"read_parquet('{folder}/lake/**/*.parquet', hive_partitioning = true, hive_types = {{'agency': VARCHAR}})"
table = f"read_csv('{folder}/a.csv', header = true, all_varchar = true)"


def rows(sql):
    return duckdb.sql(sql).fetchall()


def unguarded(column):
    return f"CASE WHEN {column} LIKE '''%' THEN substr({column}, 2) ELSE {column} END"


said = {
    "parquet": rows(f"SELECT sha256_in, file, signatures, level FROM {lake} ORDER BY 1"),
    "csv": rows(
        f"SELECT sha256_in, {unguarded('file')}, {unguarded('signatures')}, level FROM {table} ORDER BY 1"
    ),
    "agencies": dict(rows(f"SELECT agency, count(*) FROM {lake} WHERE year = 2018 GROUP BY agency")),
    "columns": dict((name, kind) for name, kind, *_ in rows(f"DESCRIBE SELECT * FROM {lake}")),
    "signatures": rows(f"SELECT sum(json_array_length(signatures)) FROM {lake}")[0][0],
}
print(json.dumps(said, default=int))
