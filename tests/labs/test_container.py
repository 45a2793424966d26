"""The container of .devcontainer, as far as that can be told where no container runs."""
import json
import os
import re
import shutil
import subprocess

from boot import ROOT

FOLDER = ROOT / ".devcontainer"
DOCKERFILE = (FOLDER / "Dockerfile").read_text("utf-8")
INSTRUCTIONS = re.findall(r"^([A-Z]+) (.+)$", DOCKERFILE.replace("\\\n", " "), re.MULTILINE)


def groups_of_setup():
    """Those that tools/setup knows."""
    table = (ROOT / "tools" / "setup").read_text("utf-8").split("wanted='")[1].split("'")[0]
    return {line.split()[0] for line in table.splitlines() if line.strip()}


def groups_installed():
    return re.search(r"tools/setup ((?:\w+ )+)", dict(INSTRUCTIONS)["RUN"]).group(1).split()


def test_the_description_is_json_and_names_the_dockerfile():
    description = json.loads((FOLDER / "devcontainer.json").read_text("utf-8"))
    build = description["build"]
    assert (FOLDER / build["dockerfile"]).exists()
    assert (FOLDER / build["context"]).resolve() == ROOT  # COPY counts from there


def test_the_dockerfile_is_four_instructions():
    lines = [line for line in DOCKERFILE.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(INSTRUCTIONS) and [word for word, _ in INSTRUCTIONS] == ["FROM", "ENV", "COPY", "RUN"]
    image, _, tag = dict(INSTRUCTIONS)["FROM"].partition(":")
    assert image and tag not in ("", "latest")
    assert "apt-get update" in dict(INSTRUCTIONS)["RUN"] and "rm -rf" in dict(INSTRUCTIONS)["RUN"]


def test_its_groups_are_those_that_a_student_needs():
    installed = groups_installed()
    assert set(installed) <= groups_of_setup()
    assert {"run", "gdb", "unit", "labs"} <= set(installed)


def test_grading_works_there():
    """Also where bubblewrap does not: make takes this variable from the environment."""
    name, _, value = dict(INSTRUCTIONS)["ENV"].partition("=")
    for goal in ("grade", "demo-class"):
        done = subprocess.run(["make", "-n", goal, "LAB=4", "DIR=."], cwd=ROOT, env={**os.environ, name: value},
                              stdout=subprocess.PIPE, text=True, check=True)
        assert re.search(r"^tools/grade.* --trust ", done.stdout, re.MULTILINE), done.stdout


def test_setup_works_with_what_is_copied_and_nothing_else(directory):
    *files, target = dict(INSTRUCTIONS)["COPY"].split()
    assert target == "/tmp/robin/tools/"
    (directory / "tools").mkdir()
    for file in files:
        shutil.copy2(ROOT / file, directory / "tools")
    done = subprocess.run(["tools/setup", *groups_installed()], cwd=directory, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0 and done.stdout == ""
