"""A month's tables: what they say, and that they say it in the same bytes each time."""

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.errors import Stopped
from ruraldesk.exchange.csv_files import csv_rows
from ruraldesk.exchange.described import described_forms
from ruraldesk.exchange.parts import into_folder, write_parts
from ruraldesk.services.books import shipped_definitions
from tests.exchange.months import NAME, TITLE, examples, parts_of, small

DEFINITIONS = shipped_definitions()


def table(folder: Path, name: str) -> list[dict[str, str]]:
    content = (folder / "ledgers" / f"{name}.csv").read_bytes()
    heading, *rows = csv_rows(io.BytesIO(content))
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_parts_are_what_is_said_of_them(tmp_path: Path) -> None:
    done = write_parts(into_folder(tmp_path), DEFINITIONS, small(DEFINITIONS), name=NAME, title="")
    found = parts_of(tmp_path)
    assert {part.name: replace(part, rows=None) for part in done.parts} == found
    assert "ledgers/project.csv" in found
    assert "ledgers/cadre.csv" not in found  # empty ledgers have no file, but a count
    assert done.counts["project"] == 3
    assert done.counts["cadre"] == 0


def test_a_line_says_whose_it_is_and_the_records_own_columns_come_first(tmp_path: Path) -> None:
    records = small(DEFINITIONS, count=1)
    write_parts(into_folder(tmp_path), DEFINITIONS, records, name=NAME, title=TITLE)
    [project] = table(tmp_path, "project")
    assert list(project)[:6] == ["uuid", "created", "changed", "changed_by", "revision", "unit"]
    [record] = records["project"]
    assert project["uuid"] == record.uuid
    key, lines = next((key, lines) for key, lines in record.lines.items() if lines)
    found = table(tmp_path, f"project__{key}")
    assert [line["parent_uuid"] for line in found] == [record.uuid] * len(lines)
    assert [line["position"] for line in found] == [str(n + 1) for n in range(len(lines))]


def test_totals_are_exact_sums_of_the_cells(tmp_path: Path) -> None:
    done = write_parts(
        into_folder(tmp_path), DEFINITIONS, examples(DEFINITIONS), name=NAME, title=TITLE
    )
    assert done.totals
    for name, totals in done.totals.items():
        rows = table(tmp_path, name)
        for key, total in totals.items():
            assert Decimal(total) == sum(Decimal(row[key] or 0) for row in rows), (name, key)


def test_records_out_of_order_are_a_bug(tmp_path: Path) -> None:
    records = {"project": list(reversed(small(DEFINITIONS)["project"]))}
    with pytest.raises(ValueError, match="does not follow"):
        write_parts(into_folder(tmp_path), DEFINITIONS, records, name=NAME, title=TITLE)


def test_writing_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        write_parts(
            into_folder(tmp_path),
            DEFINITIONS,
            small(DEFINITIONS),
            name=NAME,
            title=TITLE,
            cancelled=lambda: True,
        )


def test_the_definitions_tell_how_to_read_each_cell(tmp_path: Path) -> None:
    write_parts(into_folder(tmp_path), DEFINITIONS, examples(DEFINITIONS), name=NAME, title=TITLE)
    forms = described_forms((tmp_path / "definitions.json").read_bytes())
    for key, form in DEFINITIONS.forms.items():
        for mine, said in [(form, forms[key]), *zip(form.lines, forms[key].lines, strict=True)]:
            assert (said.key, said.title, said.version) == (mine.key, mine.title, mine.version)
            assert said.table == mine.table
            stored = [one for one in mine.fields if one.stored]
            for one, other in zip(stored, said.fields, strict=True):
                assert (one.key, one.type, one.places) == (other.key, other.type, other.places)
                assert (one.choices and one.choices.codes()) == (
                    other.choices and other.choices.codes()
                )


def test_a_field_of_a_type_yet_to_come_is_read_as_text(tmp_path: Path) -> None:
    write_parts(into_folder(tmp_path), DEFINITIONS, small(DEFINITIONS), name=NAME, title=TITLE)
    said = json.loads((tmp_path / "definitions.json").read_bytes())
    said["forms"]["project"]["fields"][1]["type"] = "hologram"
    assert described_forms(json.dumps(said).encode())["project"].fields[1].type == "text"


def test_a_note_with_quotes_commas_and_line_ends_is_one_cell(tmp_path: Path) -> None:
    [project] = small(DEFINITIONS, count=1)["project"]
    odd = ' 说："好"，\n第二行\r, 完 '
    note = next(f.key for f in DEFINITIONS.form("project").fields if f.type == "note")
    changed = replace(project, values={**project.values, note: odd})
    write_parts(into_folder(tmp_path), DEFINITIONS, {"project": [changed]}, name=NAME, title=TITLE)
    assert table(tmp_path, "project")[0][note] == odd
    with (tmp_path / "ledgers" / "project.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 2


MAKE = """
import sys
from pathlib import Path
from tests.exchange.months import SIGNER, manifest_of, written, READ
from ruraldesk.exchange.package import write_package
folder = Path(sys.argv[1])
parts = written(folder)
done = write_package(folder / "x.rdp", manifest_of(parts), READ(folder), SIGNER)
print(done.check_code)
"""


def test_two_processes_make_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        folder = tmp_path / seed
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", MAKE, str(folder)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        )
        made.append((folder / "x.rdp").read_bytes())
    assert made[0] == made[1]
