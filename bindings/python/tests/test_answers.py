"""Answers are those of the command, and say what they are."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from datetime import date, datetime, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import rolecall
from conftest import LOGS, PRODUCTION, TENANT, Command

ASTRID = "astrid.lund@fjordnett.example"
READ = "Microsoft.NetworkCloud/clusters/read"


def test_can_is_the_command(tenant: rolecall.Tenant, command: Command) -> None:
    answer = tenant.can(ASTRID, [READ, "Microsoft.NetworkCloud/*"], PRODUCTION)
    words = ["can", ASTRID, READ, "Microsoft.NetworkCloud/*", "--at", PRODUCTION, "-i", TENANT]
    assert answer.json == command(*words, "--format", "json")
    assert answer.result["outcome"] == answer.envelope["result"]["outcome"]
    assert len(answer.rows()) == 2


def test_every_question_is_the_command(tenant: rolecall.Tenant, command: Command) -> None:
    newer = "tests/fixtures/diff/new"
    answers: list[tuple[rolecall.Answer[Any], list[str]]] = [
        (tenant.who(READ), ["who", READ]),
        (tenant.who(READ, PRODUCTION), ["who", READ, "--at", PRODUCTION]),
        (tenant.what(ASTRID, expand=True), ["what", ASTRID, "--expand"]),
        (tenant.recommend(task="deploy-cluster"), ["recommend", "--task", "deploy-cluster"]),
        (tenant.audit(when=date(2026, 6, 1)), ["audit", "--today", "2026-06-01"]),
        (tenant.audit(PRODUCTION), ["audit", "--at", PRODUCTION]),
        (tenant.rightsize(LOGS, scope=PRODUCTION), ["rightsize", "--logs", LOGS, "--at", PRODUCTION]),
        (tenant.escalation_paths(), ["audit", "--paths"]),
        (tenant.rightsize(LOGS), ["rightsize", "--logs", LOGS]),
        (tenant.replay(LOGS, to=newer), ["replay", "--logs", LOGS, "--to", newer]),
        (tenant.history(LOGS), ["history", "--logs", LOGS]),
        (tenant.catalog_info(), ["catalog", "info"]),
    ]
    for answer, words in answers:
        assert answer.json == command(*words, "-i", TENANT, "--format", "json"), words
        # What is shown, and the table, come from any answer.
        assert answer.table().column_names
        assert len(answer.table()) == len(answer.rows())
        assert "<" in answer._repr_html_() or not answer._repr_html_()


def test_without_a_tenant(command: Command) -> None:
    old, new = "tests/fixtures/diff/old", "tests/fixtures/diff/new"
    changed = rolecall.diff(old, new)
    assert changed.json == command("diff", old, new, "--format", "json")
    assert {row["change"] for row in changed.rows()} <= {"gained", "mayHaveGained", "lost", "mayHaveLost"}
    assert len(changed.table()) == len(changed.rows()) > 0
    used = rolecall.usage(LOGS)
    assert used.json == command("usage", LOGS, "--format", "json")
    lines = command("usage", LOGS, "--format", "jsonl").splitlines()
    assert [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in used.rows()] == lines
    core = rolecall.Catalog()
    words = ["can", "--role", "Reader", "--catalog", "core", READ, "--format", "json"]
    assert core.can("Reader", READ).json == command(*words)
    assert core.info().result["roles"]["total"] > 0
    asked = core.recommend(actions=READ).result
    assert asked["recommendation"] is not None


CONDITION = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'logs'"
CLUSTER = "tests/fixtures/nexus/f1/cluster.json"
UPDATE = "az networkcloud cluster update -n c1 -g rg --mi-user-assigned /subscriptions/s/u2"


def test_roles_conditions_and_tasks_are_the_command(tenant: rolecall.Tenant, command: Command, tmp_path: Path) -> None:
    core = rolecall.Catalog()
    custom = f"{TENANT}/custom-roles.json"
    alone = ["--catalog", "core", "--format", "json"]
    for answer, words in [
        (core.role("Reader"), ["roles", "show", "Reader"]),
        (core.lint_roles(custom), ["roles", "lint", custom]),
        (core.lint_roles([custom], severity="high", fail_on="low"), ["roles", "lint", custom, "--severity", "high", "--fail-on", "low"]),
        (core.explain_condition(CONDITION), ["conditions", "explain", CONDITION]),
        (core.lint_condition(CONDITION), ["conditions", "lint", CONDITION]),
        (core.tasks(), ["tasks", "list"]),
        (core.task("deploy-cluster"), ["tasks", "show", "deploy-cluster"]),
    ]:
        assert answer.json == command(*words, *alone), words
        assert len(answer.table()) == len(answer.rows())
    of_tenant = ["-i", TENANT, "--format", "json"]
    name = json.loads(Path(custom).read_text())[0]["roleName"]
    for answer, words in [
        (tenant.role(name), ["roles", "show", name]),
        (tenant.explain_condition(CONDITION), ["conditions", "explain", CONDITION]),
        (tenant.lint_condition(CONDITION, rules="unsupported-*"), ["conditions", "lint", CONDITION, "--rule", "unsupported-*"]),
    ]:
        assert answer.json == command(*words, *of_tenant), words
    assert core.lint_roles(custom, fail_on="info").exit_code == 1
    with pytest.raises(rolecall.UsageError):
        core.role("No such role")
    with pytest.raises(rolecall.UsageError, match="which condition"):
        core.explain_condition()


def test_clusters_are_the_command(command: Command, tmp_path: Path) -> None:
    folder = "tests/fixtures/nexus/f1"
    inputs = ["-i", folder]
    nexus = rolecall.Tenant.read(folder).nexus
    text = tmp_path / "pasted.txt"
    text.write_text(UPDATE.replace(" -g", " \\\n  -g"))
    patch = tmp_path / "patch.json"
    patch.write_text('{"identity": {"type": "SystemAssigned"}}')
    simulated = ["nexus", "simulate", "--cluster", CLUSTER]
    for answer, words in [
        (nexus.check(), ["nexus", "check"]),
        (nexus.check(CLUSTER, rules=["A*", "settings"], api_version="2025-02-01"),
         ["nexus", "check", "--cluster", CLUSTER, "--only", "A*", "--only", "settings", "--api-version", "2025-02-01"]),
        (nexus.simulate(text.read_text(), cluster=CLUSTER), [*simulated, "--command", str(text)]),
        (nexus.simulate(patch=patch, cluster=CLUSTER), [*simulated, "--patch", str(patch)]),
        (nexus.plan(CLUSTER, identity="sami"), ["nexus", "plan", "--cluster", CLUSTER, "--identity", "sami"]),
        (nexus.plan(identity="uami", per_resource=True, name="c", uami=["a", "b", "c"]),
         ["nexus", "plan", "--identity", "uami", "--per-resource", "-n", "c", "--uami", "a", "b", "c"]),
    ]:  # fmt: skip
        assert answer.json == command(*words, *inputs, "--format", "json"), words
        assert len(answer.table()) == len(answer.rows())
    in_words = nexus.simulate(UPDATE.split(), cluster=CLUSTER)
    assert in_words.result == nexus.simulate(UPDATE, cluster=CLUSTER).result
    assert in_words.exit_code == 1
    script = ["nexus", "plan", "--cluster", CLUSTER, *inputs, "--emit", "sh"]
    assert nexus.script(CLUSTER) == command(*script) != ""


def test_names_are_replaced(tenant: rolecall.Tenant, command: Command) -> None:
    hidden = tenant.redacted("key")
    options = ["-i", TENANT, "--redact", "--redact-key", "key", "--format", "json"]
    for answer, words in [
        (hidden.who(READ), ["who", READ]),
        (hidden.can(ASTRID, READ, PRODUCTION), ["can", ASTRID, READ, "--at", PRODUCTION]),
        (hidden.audit(when=date(2026, 6, 1)), ["audit", "--today", "2026-06-01"]),
    ]:
        assert answer.json == command(*words, *options), words
        for shown in (answer.json, answer._repr_html_(), answer.verdict or ""):
            assert "astrid" not in shown.lower() and "fjordnett" not in shown.lower(), words
    assert "astrid" in tenant.who(READ).json
    with pytest.raises(rolecall.UsageError, match="--redact"):
        hidden.role("Reader")
    with pytest.raises(rolecall.UsageError):
        pickle.dumps(hidden)


def test_a_configuration_counts_where_it_is_named(tmp_path: Path, command: Command) -> None:
    config = tmp_path / "rolecall.toml"
    config.write_text('[[rightsize.keep]]\nprincipal = "nobody"\nowner = "x"\nreason = "y"\nexpires = 2099-01-31\n')
    configured = rolecall.Tenant.read(TENANT, config=config).rightsize(LOGS)
    words = ["rightsize", "-i", TENANT, "--logs", LOGS, "--config", str(config), "--format", "json"]
    assert configured.json == command(*words)
    assert configured.json != rolecall.Tenant.read(TENANT).rightsize(LOGS).json


def test_a_moment_has_a_zone(tenant: rolecall.Tenant) -> None:
    noon = datetime(2026, 6, 1, 12)
    with pytest.raises(rolecall.UsageError, match="no time zone"):
        tenant.can(ASTRID, READ, PRODUCTION, when=noon)
    given = tenant.can(ASTRID, READ, PRODUCTION, when=noon.replace(tzinfo=timezone.utc)).result
    assert given["answers"][0]["given"]["when"] == "2026-06-01T12:00:00Z"


def test_words_are_never_options(tenant: rolecall.Tenant) -> None:
    with pytest.raises(rolecall.UsageError, match="--format=csv"):
        tenant.what("--format=csv")
    with pytest.raises(rolecall.UsageError):
        tenant.who(READ, "--all")


def test_errors_carry_the_diagnostics(tmp_path: Path) -> None:
    with pytest.raises(rolecall.InputError) as raised:
        rolecall.Tenant.read(tmp_path / "absent")
    assert raised.value.exit_code == 3
    assert raised.value.diagnostics[0]["code"].startswith("unreadable")
    broken = rolecall.Tenant.read([TENANT, "tests/fixtures/broken/truncated.json"])
    with pytest.raises(rolecall.UsageError) as unknown:
        broken.what("nobody@contoso.example")
    assert unknown.value.diagnostics
    assert unknown.value.help and unknown.value.help in str(unknown.value)
    assert not broken.who(READ).complete
    assert issubclass(rolecall.InputError, rolecall.RolecallError)


def test_an_answer_is_no_truth_value(tenant: rolecall.Tenant) -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(tenant.can(ASTRID, READ, PRODUCTION))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.add(tag)


def test_a_notebook_gets_a_table_with_names_escaped(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>&"
    assignment = {
        "id": "/subscriptions/5b1/providers/Microsoft.Authorization/roleAssignments/1",
        "principalId": "f2a5a5d3-9d9e-4c55-8f5e-0c5d3c6f4a11",
        "principalName": hostile,
        "principalType": "User",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "scope": "/subscriptions/5b1",
    }
    (tmp_path / "assignments.json").write_text(json.dumps([assignment]))
    shown = rolecall.Tenant.read(tmp_path).who(READ)._repr_html_()
    tags = _Tags()
    tags.feed(shown)
    assert tags.tags <= {"p", "strong", "em", "table", "thead", "tbody", "tr", "th", "td"}
    assert "&lt;script&gt;" in shown


def test_import_needs_nothing_else() -> None:
    code = (
        "import sys, rolecall, rolecall.spark\n"
        "assert not {'pyarrow', 'pandas', 'polars', 'pyspark', 'numpy'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_command_is_the_one_installed(program: str) -> None:
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout == f"rolecall {rolecall.__version__}\n"
    module = subprocess.run(
        [sys.executable, "-m", "rolecall", "--version"], capture_output=True, text=True, check=True
    )
    assert module.stdout == shown.stdout


def test_another_process_reads_the_same_tenant(tenant: rolecall.Tenant, tmp_path: Path) -> None:
    again: rolecall.Tenant = pickle.loads(pickle.dumps(tenant))
    found = [[(row["id"], row["outcome"]) for row in of.who(READ).rows()] for of in (tenant, again)]
    assert found[0] == found[1] != []
    one = tmp_path / "odd.name"
    one.write_bytes(Path(TENANT, "role-assignments-prod.json").read_bytes())
    alone = rolecall.Tenant.read(one)
    packed = pickle.dumps(alone)
    assert pickle.loads(packed).who(READ).rows()
    os.truncate(one, 0)
    with pytest.raises(rolecall.RolecallError):
        pickle.loads(pickle.dumps(alone))

