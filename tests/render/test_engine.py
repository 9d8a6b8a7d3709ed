"""The layout engine as it is loaded: by the loader alone, and with a failure that a clerk can read."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import environment

PROGRAM = """
import subprocess

def begun(*arguments, **options):
    raise SystemExit(f"began {arguments}")

subprocess.Popen.__init__ = begun
from letterbook.render.engine import weasyprint
print(weasyprint().__name__)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system is asked where a library is")
def test_no_compiler_is_asked_where_a_library_is() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, env=environment(), capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("weasyprint\n", "")
