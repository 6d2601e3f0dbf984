"""Each stage's facts in the run's own folder, as it ends: evidence outlives a package that cannot be published."""

from __future__ import annotations

import json
import os
from pathlib import Path

from oneroof.errors import EnvironmentFault
from oneroof.evidence.redact import redacted
from oneroof.verdict.model import StageRecord

#: Below ``runs/<run_id>/``.
FOLDER = "facts"


def keep_facts(run: Path, record: StageRecord) -> Path:
    """Write a stage's facts to ``facts/NN-key.json`` in the run's folder; on disk when this returns.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    file = run / FOLDER / f"{record.number:02d}-{record.key}.json"
    content = {
        "number": record.number,
        "key": record.key,
        "title": record.title,
        "seconds": record.seconds,
        "facts": record.facts,
        "sources": record.sources,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(redacted(text) + "\n")
            opened.flush()
            os.fsync(descriptor)
    except OSError as error:
        raise EnvironmentFault(
            f"The facts of stage {record.number:02d} cannot be kept in {file}: {error.strerror}.",
            next_step="Free some space or mend the disk; then run again.",
        ) from error
    return file
