"""The files of docs/deploy do what the operating guide says, as far as a machine without them can tell."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.docs.reading import DEPLOY, DOCS, PROGRAM, Refused, Shell, accept, crontab, started_by, times, unit
from topics.settings import Settings, load_settings

SERVICES = ["topics-run.service", "topics-retrain.service", "topics-prune.service"]
TIMERS = ["topics-run.timer", "topics-retrain.timer", "topics-prune.timer"]
LOCK = "/var/lib/topics/run.lock"
GUIDE = (DOCS / "operating.md").read_text(encoding="utf-8")
ENVIRONMENT = crontab((DEPLOY / "topics.env").read_text(encoding="utf-8")).variables
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_the_guide_names_every_file() -> None:
    together = "topics-{run,retrain,prune}.{service,timer}"
    for file in DEPLOY.iterdir():
        assert (together if file.name in [*SERVICES, *TIMERS] else file.name) in GUIDE, file.name
    assert f"systemctl enable --now {' '.join(TIMERS)}" in GUIDE


def test_every_command_of_the_guide_is_one() -> None:
    blocks = re.findall(r"```\n(.*?)```", GUIDE, re.S)
    calls = [
        shlex.split(call, comments=True)
        for block in blocks
        for call in re.findall(r"^(?:.*-u topics /srv\S*/)?topics (.+)$", block, re.M)
    ]
    calls += [one[1:] for block in blocks for one in started_by(block)]
    assert len(calls) >= 7
    for call in calls:
        accept(call)


@pytest.mark.parametrize("line", ["retrain --jsn", "rum", "jobs", "jobs show", "run --log json"])
def test_a_command_that_is_none_would_be_seen(line: str) -> None:
    with pytest.raises(Refused):
        accept(shlex.split(line))


# --- environment -----------------------------------------------------------------------------------


def test_the_environment_is_settings_without_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
        field = name.removeprefix("TOPICS_").lower()
        assert field in Settings.model_fields or name == "NUMBA_CACHE_DIR"
        assert not re.search("SECRET|PASSWORD|TOKEN|KEY|URL", name)
        assert "://" not in value and value == shlex.split(value)[0], "one word, to cron and to a shell"
    settings = load_settings()
    assert (settings.db, str(settings.models), settings.log) == (
        "/var/lib/topics/topics.db",
        "/var/lib/topics/models",
        "json",
    )


# --- systemd ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_starts_commands_that_exist_and_writes_where_it_may(name: str) -> None:
    commands = started_by((DEPLOY / name).read_text(encoding="utf-8"))
    assert {program for program, *_ in commands} == {PROGRAM}
    for _, *arguments in commands:
        accept(arguments)
    service = unit(name)["Service"]
    assert (service["Type"], service["User"], service["ProtectSystem"]) == ("oneshot", "topics", "strict")
    may = (
        f"/var/lib/{service['StateDirectory']}/",
        f"/var/cache/{service['CacheDirectory']}",
        "/etc/topics/",
    )
    assert all(path.startswith(may) for path in ENVIRONMENT.values() if path.startswith("/"))


def test_the_service_is_started_by_a_command_that_exists() -> None:
    text = (DEPLOY / "topics-serve.service").read_text(encoding="utf-8")
    ((program, *arguments),) = started_by(text)
    assert program == PROGRAM
    accept(arguments)
    service = unit("topics-serve.service")["Service"]
    assert (service["Type"], service["User"], service["ProtectSystem"]) == ("exec", "topics", "strict")
    assert "--host" not in arguments, "loopback"


def test_the_container_serves_as_nobody_special() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    told = re.search(r"^CMD (\[.*\])$", text, re.M)
    assert told is not None
    accept(json.loads(told[1]))
    assert re.search(r"^USER topics$", text, re.M)
    for name in re.findall(r"TOPICS_(\w+)=", text):
        assert name.lower() in Settings.model_fields


def test_a_night_learns_then_runs_and_a_refusal_stops_neither() -> None:
    text = (DEPLOY / "topics-retrain.service").read_text(encoding="utf-8")
    assert [one[1] for one in started_by(text)] == ["retrain", "run"]
    assert unit("topics-retrain.service")["Service"]["SuccessExitStatus"] == "3"


@needs_systemd
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    for name in [*SERVICES, *TIMERS, "topics-serve.service"]:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(PROGRAM, "/bin/true"), encoding="utf-8")
    units = [str(tmp_path / name) for name in [*SERVICES, *TIMERS, "topics-serve.service"]]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("topics-run.timer", ["10:15:00", "10:30:00", "10:45:00"]),
        ("topics-retrain.timer", ["03:00:00", "03:00:00", "03:00:00"]),
        ("topics-prune.timer", ["05:00:00", "05:00:00", "05:00:00"]),
    ],
)
def test_timers_are_due_when_the_guide_says(name: str, due: list[str]) -> None:
    timer = unit(name)["Timer"]
    command = ["systemd-analyze", "calendar", "--iterations=3", "--base-time=2026-03-25 10:00:00"]
    done = subprocess.run(
        [*command, timer["OnCalendar"]], capture_output=True, text=True, check=True, env={"TZ": "UTC"}
    )
    assert re.findall(r"(?:Next elapse|Iter\. #\d|Iteration #\d): \S+ \S+ (\S+)", done.stdout) == due
    assert timer["Persistent"] == "yes", "what was missed while the machine was off is made up for"


# --- cron ------------------------------------------------------------------------------------------


def installed() -> str:
    """What the guide pipes into crontab."""
    return "".join((DEPLOY / name).read_text(encoding="utf-8") for name in ("topics.env", "crontab.example"))


def test_cron_gets_the_environment_and_three_entries_at_their_times() -> None:
    table = crontab(installed())
    assert table.variables.items() >= ENVIRONMENT.items()
    assert table.variables["PATH"].split(":")[0] == str(Path(PROGRAM).parent)
    often, nightly, weekly = (times(fields) for fields, _ in table.entries)
    assert often["minute"] == [0, 15, 30, 45] and len(often["hour"]) == 24
    assert (nightly["minute"], nightly["hour"], len(nightly["day"])) == ([0], [3], 31)
    assert (weekly["minute"], weekly["hour"], weekly["weekday"]) == ([0], [5], [0])


def test_under_cron_the_folders_are_made_before_the_first_lock() -> None:
    _, _, block = GUIDE.partition("## By cron\n```\n")
    making, installing = block.split("```")[0].splitlines()
    command, *_, data, cache = shlex.split(making, comments=True)
    assert command == "install" and installing.endswith("crontab -u topics -")
    assert Path(LOCK).parent == Path(data)
    places = [Path(path) for path in ENVIRONMENT.values() if path.startswith("/var/")]
    assert all(path.is_relative_to(data) or path.is_relative_to(cache) for path in places)
    service = unit("topics-run.service")["Service"]
    assert (data, cache) == (
        f"/var/lib/{service['StateDirectory']}",
        f"/var/cache/{service['CacheDirectory']}",
    )


def test_the_weekly_entry_removes_old_versions_and_keeps_only_the_log(shell: Shell) -> None:
    _, command = crontab(installed()).entries[2]
    code, (call,), log = shell.run("sh", "-c", command)
    assert (code, call, log) == (0, "models prune", "event\n")
    accept(call.split())


def test_the_nightly_entry_runs_after_a_refusal_and_keeps_only_the_log(shell: Shell) -> None:
    _, command = crontab(installed()).entries[1]
    code, calls, log = shell.run(
        "sh", "-c", command.replace(LOCK, str(shell.folder / "lock")), fails="retrain"
    )
    assert (code, calls, log) == (0, ["retrain", "run"], "event\nevent\n")
    for call in calls:
        accept(call.split())


def test_the_frequent_entry_lets_a_run_that_works_be(shell: Shell) -> None:
    lock = shell.folder / "lock"
    _, command = crontab(installed()).entries[0]
    line = command.replace(LOCK, str(lock))
    assert shell.run("sh", "-c", line)[1:] == (["run"], "event\n")
    assert shell.run("flock", str(lock), "sh", "-c", line)[1:] == ([], "")


# --- workflow --------------------------------------------------------------------------------------


def test_the_workflow_is_red_where_the_gate_refused_and_runs_all_the_same(shell: Shell) -> None:
    workflow = yaml.safe_load((DEPLOY / "retrain.yml").read_text(encoding="utf-8"))
    (schedule,) = workflow[True]["schedule"]  # to YAML 1.1 `on` is a truth
    assert times(schedule["cron"].split())["hour"] == [3]
    assert workflow["concurrency"]["cancel-in-progress"] is False
    job = workflow["jobs"]["retrain"]
    assert all(ENVIRONMENT[name] == value for name, value in job["env"].items() if name in ENVIRONMENT)
    learn, *after = [step for step in job["steps"] if "run" in step]
    assert all(step["if"] == "${{ !cancelled() }}" for step in after)
    strict = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
    for arguments in ("", "--dry-run --min-corrections 20"):
        code, calls, _ = shell.run(*strict, learn["run"], fails="retrain", ARGUMENTS=arguments)
        assert code == 3, "through the pipe"
        accept(calls[0].split())
    for step in after:
        code, (call,), _ = shell.run(*strict, step["run"])
        assert code == 0
        accept(call.split())


def test_the_workflow_keeps_what_it_made() -> None:
    workflow = yaml.safe_load((DEPLOY / "retrain.yml").read_text(encoding="utf-8"))
    (upload,) = [step for step in workflow["jobs"]["retrain"]["steps"] if "uses" in step]
    made = workflow["jobs"]["retrain"]["steps"][0]["run"]
    assert all(file in made for file in upload["with"]["path"].split())
