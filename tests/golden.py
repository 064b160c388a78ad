"""Golden files: what users see, kept beside the tests; `LICET_RECORD=1 pytest` records them anew, and the diff is the review."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*arguments: str, stdin: str | None = None) -> tuple[int, str, str]:
    """Run the command as users do; exit code, standard output, standard error."""
    environment = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "LICET_DEBUG")}
    done = subprocess.run(
        [sys.executable, "-c", "from licet_cli.main import run; run()", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**environment, "NO_COLOR": "1", "LICET_CACHE": "", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def compare(path: Path, text: str) -> None:
    """Fail unless ``text`` is what the golden file holds."""
    if os.environ.get("LICET_RECORD"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    assert path.exists(), f"{path} is not recorded: run with LICET_RECORD=1 and review the diff"
    assert text == path.read_text(encoding="utf-8")
