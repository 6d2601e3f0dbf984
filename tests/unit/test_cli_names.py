"""What a terminal shows of a name is the name."""

from __future__ import annotations

import pytest

from oneroof.cli.output import TerminalTalk


def test_a_name_between_colons_is_no_picture(capsys: pytest.CaptureFixture[str]) -> None:
    """Rich would make one of it."""
    TerminalTalk().note('GRANT USAGE ON SCHEMA ":key:" TO plain;')
    assert '":key:"' in capsys.readouterr().err
