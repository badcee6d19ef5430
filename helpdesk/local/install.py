"""Sets up `.venv` for the Makefile: makes it, installs what has changed since the last time, says what it does.

Run as a script by the Python that `.venv` is to have, so it uses the standard library alone.
"""

import argparse
import ast
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Does what pip does with a fraction of the work.
INSTALLER = "uv==0.13.9"
# INSTALL_WITH=pip leaves it out.
CHOICE = "INSTALL_WITH"
# What pip was told of indexes and certificates, and how uv calls it. uv reads nothing of pip's.
TOLD = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "constraint": "UV_CONSTRAINT",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
# pip checks hashes for all that a call installs or for nothing, so the pinned wheels have a call of their own.
PRODUCTION, EMBEDDED, DEVELOPMENT = "requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"
PINNED = ("--no-deps", "--require-hashes")
QUIET = ("--quiet", "--progress-bar=off")
PROFILES = {"run": (PRODUCTION, EMBEDDED), "dev": (PRODUCTION, DEVELOPMENT, EMBEDDED)}
# What the caller's shell says about its own Python must not leak into this one.
DROPPED = {
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPATH",
    "PYTHONHOME",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "VIRTUAL_ENV",
}
QUESTION = "import sys, importlib.util; importlib.util.find_spec('pip') and print(*sys.version_info[:2])"
OLDEST = (3, 11)
LINES_OF_A_FAILURE = 15


class InstallError(Exception):
    """One line; after it, what the failed command had to say."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("profile", choices=PROFILES)
    parser.add_argument("--exactly", action="store_true", help="make .venv anew when it has another Python")
    arguments = parser.parse_args()
    try:
        install(arguments.profile, is_exact=arguments.exactly)
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install(profile: str, *, is_exact: bool) -> None:
    """Does nothing when all is there. May be called by several at once: one installs, the others wait."""
    if is_usable(is_exact) and is_installed(profile):
        return
    with locked() as lock:
        if not is_usable(is_exact):
            make_venv(lock)
        if not is_installed(profile):
            install_packages(profile, lock)


def is_usable(is_exact: bool) -> bool:
    """Is there a `.venv` whose Python runs, is new enough and has pip?"""
    try:
        done = subprocess.run([PYTHON, "-c", QUESTION], capture_output=True, text=True, check=False)
    except OSError:
        return False
    if done.returncode or not done.stdout:
        return False
    version = tuple(int(number) for number in done.stdout.split())
    return version == sys.version_info[:2] if is_exact else version >= OLDEST


def is_installed(profile: str) -> bool:
    try:
        return stamp_file(profile).read_text() == stamp(profile)
    except OSError:
        return False


def stamp_file(profile: str) -> Path:
    return VENV / f"installed-{profile}"


def stamp(profile: str) -> str:
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in PROFILES[profile])).hexdigest()


@contextmanager
def locked() -> Iterator[int]:
    """Holds the Makefile: it is always there, also while `.venv` is thrown away and made anew."""
    with (ROOT / "Makefile").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another make sets .venv up; waiting for it …", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def make_venv(lock: int) -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    hint = "(Debian and Ubuntu keep it in the package python3-venv)"
    with step(f"Making .venv with Python {sys.version.split()[0]}"):
        run(command, lock, f"Python cannot make a .venv {hint}")


def install_packages(profile: str, lock: int) -> None:
    libraries = [name for name in PROFILES[profile] if name != EMBEDDED]
    with step(f"Installing {' and '.join(libraries)}"):
        fetch(libraries, (), lock, "the packages cannot be installed")
    with step(f"Installing {EMBEDDED}"):
        fetch([EMBEDDED], PINNED, lock, "the embedded servers cannot be installed")
    for name, files in PROFILES.items():
        # Tests need all that a run needs.
        if set(files) <= set(PROFILES[profile]):
            stamp_file(name).write_text(stamp(name))


def fetch(files: list[str], options: tuple[str, ...], lock: int, failure: str) -> None:
    """By uv where it can be had and succeeds, else by pip, whose errors are then told."""
    words = [*options, *[word for name in files for word in ("-r", name)]]
    if os.environ.get(CHOICE) != "pip" and (uv := installer(lock)):
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *words]
        if "PYTHONDONTWRITEBYTECODE" in os.environ:
            command.append("--compile-bytecode")  # else each start would compile it all
        if not attempt(command, lock, as_pip_is_told()).returncode:
            return
    run([*pip("install", *QUIET), *words], lock, failure)


def installer(lock: int) -> str | None:
    """The machine's own uv, else the one that pip puts into `.venv`."""
    if found := shutil.which("uv"):
        return found
    ours = VENV / "bin" / "uv"
    if not ours.exists():
        attempt([*pip("install", *QUIET), INSTALLER], lock)
    return str(ours) if ours.exists() else None


def as_pip_is_told() -> dict[str, str]:
    """uv's environment, from `pip config list`: lines such as `global.index-url='https://…'`."""
    listed = subprocess.run([*pip("config"), "list"], capture_output=True, text=True, check=False).stdout
    told = {"UV_INDEX_STRATEGY": "unsafe-best-match"}  # as pip does: the best of all indexes
    # Later sections win.
    for section in ("global", "install", ":env:"):
        for line in listed.splitlines():
            key, _, value = line.partition("=")
            where, _, option = key.rpartition(".")
            if where == section and option in TOLD:
                separator = "," if option == "find-links" else " "
                told[TOLD[option]] = separator.join(str(ast.literal_eval(value)).split())
    return told


def pip(command: str, *options: str) -> list[str]:
    return [str(PYTHON), "-m", "pip", command, "--disable-pip-version-check", "--no-input", *options]


@contextmanager
def step(title: str) -> Iterator[None]:
    print(f"{title} …", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - began:.0f} s", flush=True)


def run(command: list[str], lock: int, failure: str) -> None:
    done = attempt(command, lock)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-LINES_OF_A_FAILURE:]
        raise InstallError("\n".join([f"{failure}:", *said]))


def attempt(command: list[str], lock: int, more: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name not in DROPPED}
    return subprocess.run(
        command,
        cwd=ROOT,
        # What its owner told uv itself stands.
        env=(more or {}) | environment,
        capture_output=True,
        text=True,
        check=False,
        pass_fds=(lock,),  # should we be killed, the lock is held until the command is through, too
    )


if __name__ == "__main__":
    sys.exit(main())
