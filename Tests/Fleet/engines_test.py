"""The queries and the program of docs/fleet.md in the engines that they are for: DuckDB, ClickHouse,
Parquet, Spark. Each gives the table of `probe-doctor fleet`.

    python3 Tests/Fleet/engines_test.py PROGRAM [-k ENGINE]
"""

import importlib.util
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

import fleet_test
from fleet_test import CASES, ROOT, as_machine, export, fleet, journal, rows, run

SPARK = ROOT / "packaging/spark"
sys.path.insert(0, str(SPARK))


def query(name):
    """The query of the manual that begins with this word."""
    manual = (ROOT / "docs/fleet.md").read_text()
    return re.search(rf"```sql\n-- {name}\b[^\n]*\n(.*?);\n```", manual, re.S)[1]


def needs(package):
    return unittest.skipUnless(
        importlib.util.find_spec(package), f"{package} is not there: pip install {package}")


class EnginesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="probe-doctor-engines-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.machines = cls.folder / "machines"
        cls.machines.mkdir()
        for number, case in enumerate(CASES):
            journal(cls.machines / f"host{number}.journal", as_machine(export(case), number))
        # as it is, it is a finding of another machine
        bundle = cls.machines / "bundle.tar.zst"
        run("bundle", "--output", bundle, ROOT / "Tests/Fixtures/demo.log")
        (cls.folder / "findings").mkdir()
        for reading in range(2):  # twice, so that there is something to count once
            for path in cls.machines.iterdir():
                lines = run("--format", "ndjson", path)
                (cls.folder / f"findings/{path.name}-{reading}.ndjson").write_bytes(lines)
        cls.expected = {key: row for key, row in rows(fleet(cls.machines)).items() if row[2]}
        # the names in the manual are those of this folder
        cls.addClassCleanup(os.chdir, os.getcwd())
        os.chdir(cls.folder)

    def agrees(self, table):
        self.assertEqual({row[0]: tuple(row[1:4]) for row in table}, self.expected)
        self.assertGreater(len(self.expected), 2)

    def write_parquet(self):
        import duckdb

        engine = duckdb.connect()
        engine.sql(query("DuckDB"))
        engine.sql(query("Parquet"))
        return engine

    def test_ndjson_findings_give_the_table(self):
        self.assertEqual(
            {key: row for key, row in rows(fleet("findings")).items() if row[2]}, self.expected)

    @needs("duckdb")
    def test_duckdb(self):
        self.agrees(self.write_parquet().sql(query("the table")).fetchall())

    @needs("duckdb")
    def test_duckdb_parquet(self):
        engine = self.write_parquet()
        engine.sql("CREATE OR REPLACE VIEW kill AS FROM 'kills.parquet'")
        self.agrees(engine.sql(query("the table")).fetchall())

    @needs("chdb")
    def test_clickhouse(self):
        self.agrees(self.clickhouse(query("ClickHouse")))

    @needs("chdb")
    @needs("duckdb")
    def test_clickhouse_parquet(self):
        self.write_parquet()
        self.agrees(self.clickhouse("CREATE VIEW kill AS FROM file('kills.parquet') SELECT *"))

    @staticmethod
    def clickhouse(view):
        from chdb import session

        with session.Session() as engine:
            engine.query("CREATE DATABASE IF NOT EXISTS fleet")
            engine.query("USE fleet")
            engine.query("DROP VIEW IF EXISTS kill")
            engine.query(view)
            lines = str(engine.query(query("the table"), "JSONCompactEachRow"))
        return [json.loads(line) for line in lines.splitlines()]

    @needs("pyspark")
    def test_spark(self):
        import findings
        from pyspark.sql import SparkSession

        inputs = self.folder / "inputs"
        shutil.copytree(self.machines, inputs)
        (inputs / "letter.txt").write_text("Dear all\n")
        (inputs / "broken.gz").write_bytes(b"\x1f\x8b\x08junkjunk")
        (inputs / "odd \n'name").write_bytes(bytes(range(256)))
        schema = json.loads((ROOT / "docs/schema.json").read_text())
        spark = (
            SparkSession.builder.master("local[3]").config("spark.ui.enabled", False)
            .config("spark.sql.shuffle.partitions", 3)
            .config("spark.submit.pyFiles", str(SPARK / "findings.py")).getOrCreate())
        self.addCleanup(spark.stop)
        spark.sparkContext.setLogLevel("ERROR")
        for place in (str(inputs), f"file://{inputs}"):
            table = findings.findings(spark, place, schema, fleet_test.PROGRAM)
            table.write.mode("overwrite").parquet(f"{self.folder}/table")
            spark.sql(query("Spark").replace("/srv/findings", f"{self.folder}/table").replace(
                "CREATE", "CREATE OR REPLACE"))
            self.agrees(spark.sql(query("the table")).collect())
            table = spark.read.parquet(f"{self.folder}/table")
            names = {row.input.rsplit("/", 1)[-1] for row in table.select("input").collect()}
            self.assertEqual(names, {path.name for path in inputs.iterdir()})
            lost = table.where("error IS NOT NULL OR NOT coverage.complete").collect()
            self.assertEqual(
                {row.input.rsplit("/", 1)[-1]: row.status for row in lost},
                {"broken.gz": 2, "letter.txt": 3, "odd \n'name": 2})
            self.assertEqual(table.where("status IS NULL").count(), 0)
        gone = findings.findings(spark, str(inputs), schema, "/no/such/program").collect()
        self.assertEqual(len(gone), len(list(inputs.iterdir())))
        self.assertTrue(all(row.status is None and row.error for row in gone))


if __name__ == "__main__":
    fleet_test.PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
