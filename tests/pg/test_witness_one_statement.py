"""A witness executes one statement of production's, and never a script."""

from __future__ import annotations

import pytest

from oneroof.errors import SqlFailed
from oneroof.fingerprint.witness.model import run, text
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter


def test_a_text_of_several_statements_is_refused(database: Dsn) -> None:
    """Whatever stands behind a semicolon is not run: the server refuses the text as a whole."""
    script = "CREATE VIEW one AS SELECT 1; COMMIT; CREATE TABLE public.left_behind (k int)"
    with CloneWriter.open(database) as session:
        session.connection.execute("SET search_path = public")
        with pytest.raises(SqlFailed) as refused, session.transaction():
            run(session, "run_definition", definition=text(script))
        assert refused.value.sqlstate == "42601"
        found = session.connection.execute(
            "SELECT count(*) AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        )
        assert found.fetchall() == [{"n": 0}]
        run(session, "run_definition", definition=text("CREATE VIEW one AS SELECT '%s;' AS percent"))
