#!/usr/bin/env python3
"""findings.py INPUTS OUTPUT --schema schema.json [--program probe-doctor] [--seconds 600]

Reads the journals, bundles and logs in INPUTS with probe-doctor, spread over the workers of Apache
Spark, and writes one row a finding to OUTPUT, as Parquet. Start it with spark-submit.

INPUTS is a folder that each worker sees under this name, with one file or folder for each machine;
or a place that Spark reads, like s3a://bucket/logs, of which each file that is not empty is sent to a worker.

A row has the fields of a line of --format ndjson as the schema (docs/schema.json) has them, and:
input   what was read
status  probe-doctor's exit status; null where it could not be started or did not end
error   what it said on standard error
An input without a finding has a row of type `coverage`, which says how much was read; one that cannot
be read has a row as well, with its error."""
import argparse
import json
import os
import subprocess
import tempfile

from pyspark.sql import SparkSession, functions, types


def spark_type(schema, definitions):
    """What Spark calls the type that a JSON schema describes."""
    if "$ref" in schema:
        return spark_type(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    if "oneOf" in schema and "properties" not in schema:
        return spark_type(next(one for one in schema["oneOf"] if one.get("type") != "null"), definitions)
    names = schema.get("type", "integer" if isinstance(schema.get("const"), int) else "string")
    name = next(one for one in ([names] if isinstance(names, str) else names) if one != "null")
    if name == "array":
        return types.ArrayType(spark_type(schema["items"], definitions))
    if name == "object":
        return types.StructType([
            types.StructField(key, spark_type(value, definitions))
            for key, value in schema["properties"].items()])
    return {"integer": types.LongType(), "number": types.DoubleType(),
            "boolean": types.BooleanType()}.get(name, types.StringType())


def examine(inputs, program, seconds):
    """The lines that the program writes of each input; what goes wrong with one is its row."""
    for name, content in inputs:
        status, error, lines = None, None, []
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = name
                if content is not None:
                    path = os.path.join(folder, os.path.basename(name) or "input")
                    with open(path, "wb") as file:
                        file.write(content)
                done = subprocess.run(
                    [program, "--quiet", "--format", "ndjson", "--", path], capture_output=True,
                    timeout=seconds)
                status, error = done.returncode, done.stderr.decode(errors="replace").strip() or None
                lines = done.stdout.decode(errors="replace").splitlines()
        except (OSError, subprocess.TimeoutExpired) as problem:
            error = str(problem)
        for line in lines or [None]:
            yield name, status, error, line


def findings(spark, inputs, schema, program="probe-doctor", seconds=600):
    """A DataFrame with a row for each finding, and at least one for each input."""
    context = spark.sparkContext
    if "://" in inputs:
        files = spark.read.format("binaryFile").option("recursiveFileLookup", True).load(inputs)
        # Of what is larger Spark makes no value.
        small = files.where("length < 2000000000").select("path", "content").rdd.map(tuple)
        large = files.where("length >= 2000000000").select("path").collect()
    else:
        names = sorted(os.path.join(inputs, one) for one in os.listdir(inputs))
        pieces = max(1, min(len(names), 16 * context.defaultParallelism))
        small = context.parallelize([(name, None) for name in names], pieces)
        large = []
    read = small.mapPartitions(lambda part: examine(part, program, seconds))
    if large:
        read = read.union(context.parallelize(
            [(one.path, None, "larger than 2 GB: let it be seen by the workers", None) for one in large]))

    definitions = schema["$defs"]
    fields = definitions["line"]["properties"]

    def told(kind):
        """A line in whose finding stands what the schema has under that name."""
        properties = {**fields, "finding": {"$ref": f"#/$defs/{kind}"}}
        return functions.from_json(
            "line", spark_type({"type": "object", "properties": properties}, definitions))

    rows = spark.createDataFrame(read, "input string, status int, error string, line string")
    rows = rows.withColumn("told", told("finding")).withColumn("read", told("coverage"))
    is_coverage = functions.col("told.type") == "coverage"
    return rows.select(
        "input", "status", "error", *(f"told.{key}" for key in fields if key != "finding"),
        functions.when(~is_coverage, functions.col("told.finding")).alias("finding"),
        functions.when(is_coverage, functions.col("read.finding")).alias("coverage"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs")
    parser.add_argument("output")
    parser.add_argument("--schema", required=True)
    parser.add_argument("--program", default="probe-doctor")
    parser.add_argument("--seconds", type=float, default=600, help="for one input")
    wanted = parser.parse_args()
    with open(wanted.schema) as file:
        schema = json.load(file)
    spark = SparkSession.builder.appName("probe-doctor").getOrCreate()
    table = findings(spark, wanted.inputs, schema, wanted.program, wanted.seconds)
    table.write.mode("overwrite").parquet(wanted.output)


if __name__ == "__main__":
    main()
