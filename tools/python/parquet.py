"""Random tables as Parquet by pandas, polars, DuckDB, pyarrow and fastparquet, and the cells that pyarrow reads of them.

python tools/python/parquet.py FOLDER COUNT SEED writes COUNT files into FOLDER, and cells.json: of each file its name, how it
was written, and its columns with their cells; null is one that is empty. tools/parquet reads and compares them.
"""

import json
import math
import random
import sys
import warnings
from decimal import ROUND_HALF_UP, Context, Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

warnings.simplefilter("ignore")
folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
words = ["a", "b", "", " ", "Zürich", "Ünïcødé 🌈", "12", "NA", "x" * 300, 'q"uo,te', "line\nbreak", "0.10"]
integers = {f"{sign}int{bits}": (sign, bits) for sign in ("", "u") for bits in (8, 16, 32, 64)}


def integer(roll, sign, bits):
    most = min(2 ** (bits - (sign == "")) - 1, 2**53)
    return roll.choice([0, 1, most, -most if sign == "" else 2, roll.randint(0, most), roll.randint(0, min(most, 100))])


def values(roll, kind, rows):
    if kind in integers:
        return [integer(roll, *integers[kind]) for _ in range(rows)]
    if kind in ("float16", "float32", "float64"):
        narrow = getattr(np, kind)
        return [float(narrow(roll.choice([0.1, roll.gauss(0, 1), roll.gauss(0, 100), round(roll.gauss(0, 9), 2), 3]))) for _ in range(rows)]
    if kind == "bool":
        share = roll.choice([0, 0.1, 0.5, 1])
        return [roll.random() < share for _ in range(rows)]
    if kind == "text":
        return [roll.choice(words) for _ in range(rows)]
    if kind == "name":
        return [f"{roll.choice(words)} {i}" for i in range(rows)]
    if kind == "runs":
        return [words[i // max(1, rows // 5) % len(words)] for i in range(rows)]
    if kind == "decimal":
        return [Decimal(roll.randint(-(10**9), 10**9)).scaleb(-3) for _ in range(rows)]
    raise ValueError(kind)


types = {"bool": pa.bool_(), "text": pa.string(), "name": pa.string(), "runs": pa.string(), "decimal": pa.decimal128(18, 3),
         "float16": pa.float16(), "float32": pa.float32(), "float64": pa.float64()} | {name: getattr(pa, name)() for name in integers}


def table(roll, without=()):
    rows = roll.choice([1, 2, 7, 8, 100, roll.randint(1, 300), roll.randint(300, 3000)])
    columns = {}
    for i in range(roll.randint(1, 6)):
        kind = roll.choice([kind for kind in types if kind not in without])
        empty = roll.choice([0, 0.05, 0.2, 0.5])
        cells = [None if roll.random() < empty else value for value in values(roll, kind, rows)]
        if kind.startswith("float"):
            cells = [None if x is None else getattr(np, kind)(x) for x in cells]
        array = pa.array(cells, types[kind])
        if types[kind] == pa.string() and roll.random() < 0.3:
            array = array.dictionary_encode()
        columns[f"{kind} {i}"] = array
    return pa.table(columns)


def by_pyarrow(path, roll):
    data = table(roll)
    options = {
        "compression": roll.choice(["none", "snappy", "gzip", "brotli", "zstd", "lz4"]),
        "use_dictionary": roll.random() < 0.5,
        "data_page_version": roll.choice(["1.0", "2.0"]),
        "row_group_size": roll.choice([10, 100, 5000]),
        "data_page_size": roll.choice([64, 1000, 2**20]),
        "version": roll.choice(["1.0", "2.4", "2.6"]),
        "write_statistics": roll.random() < 0.5,
    }
    if not options["use_dictionary"] and roll.random() < 0.5:
        encodings = {}
        for name in (name for name in data.column_names if not pa.types.is_dictionary(data[name].type)):
            kind = name.split()[0]
            if kind in ("int32", "int64", "uint32", "uint64"):
                encodings[name] = roll.choice(["DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"])
            elif kind in ("float32", "float64"):
                encodings[name] = "BYTE_STREAM_SPLIT"
            elif kind in ("text", "name", "runs"):
                encodings[name] = "DELTA_LENGTH_BYTE_ARRAY"
            elif kind == "bool":
                encodings[name] = "RLE"
        options["column_encoding"] = encodings
    pq.write_table(data, path, **options)
    return options


def by_pandas(path, roll, engine="pyarrow"):
    frame = table(roll, without=("decimal", "float16")).to_pandas(
        types_mapper=roll.choice([None, {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get])
    )
    if roll.random() < 0.3:
        frame = frame.sample(frac=1, random_state=1)
    options = {"compression": roll.choice([None, "snappy", "gzip", "brotli", "zstd"])}
    if engine == "fastparquet":
        options["row_group_offsets"] = roll.choice([50, 1000])
    else:
        options |= {"row_group_size": roll.choice([50, 1000]), "data_page_version": roll.choice(["1.0", "2.0"])}
    frame.to_parquet(path, engine=engine, **options)
    return options | {"engine": engine}


def by_fastparquet(path, roll):
    return by_pandas(path, roll, "fastparquet")


def by_polars(path, roll):
    options = {
        "compression": roll.choice(["uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4"]),
        "row_group_size": roll.choice([None, 100, 1000]),
        "data_page_size": roll.choice([None, 100, 10000]),
        "statistics": roll.random() < 0.5,
    }
    pl.from_arrow(table(roll, without=("float16",))).write_parquet(path, **options)
    return options


def by_duckdb(path, roll):
    data = table(roll, without=("float16",))
    version, codec = roll.choice(["V1", "V2"]), roll.choice(["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"])
    size = roll.choice([2048, 100000])
    duckdb.sql(f"copy (from data) to '{path}' (format parquet, compression {codec}, parquet_version {version}, row_group_size {size})")
    return {"compression": codec, "version": version, "row_group_size": size}


def cell(value, kind):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if pa.types.is_float32(kind):
        return float(str(np.float32(value)))
    if pa.types.is_float16(kind):  # as NumPy writes it, but .5 up where two decimals are as near
        shortest = (Context(digits, ROUND_HALF_UP).create_decimal(value) for digits in range(1, 9))
        return float(next(decimal for decimal in shortest if np.float16(decimal) == value))
    return float(value) if isinstance(value, Decimal) else value


tables = []
for number in range(count):
    roll = random.Random(seed * 1_000_003 + number)
    write = [by_pandas, by_polars, by_duckdb, by_pyarrow, by_fastparquet][number % 5]
    name = f"{number}.parquet"
    how = {"by": write.__name__[3:]} | write(f"{folder}/{name}", roll)
    # DuckDB's own V2 files with empty cells are at times beyond pyarrow.
    path = f"{folder}/{name}"
    read = duckdb.sql(f"from '{path}'").to_arrow_table() if how["by"] == "duckdb" else pq.ParquetFile(path).read()
    columns = [[column, [cell(value, read[column].type) for value in read[column].to_pylist()]] for column in read.column_names]
    tables.append({"name": name, "how": how, "columns": columns})
with open(f"{folder}/cells.json", "w", encoding="utf-8") as file:
    json.dump(tables, file)
