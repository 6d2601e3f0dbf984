"""Nothing that bears an expression can be forgotten: PostgreSQL's catalogs and our own queries are gone through."""

from __future__ import annotations

import re

import pytest

from oneroof.fingerprint.refs import split_signature
from oneroof.fingerprint.witness.judge import WAYS
from oneroof.pg import queries
from oneroof.pg.server import Server
from oneroof.pg.session import Session

#: Every column of a catalog that holds an expression, and where the fingerprint shows it.
EXPRESSIONS = {
    "pg_attrdef.adbin": {("column", "default"), ("column", "generated")},
    "pg_class.relpartbound": {("table", "partition_bound"), ("foreign_table", "partition_bound")},
    "pg_constraint.conbin": {("constraint", "definition")},
    "pg_index.indexprs": {("index", "definition")},
    "pg_index.indpred": {("index", "definition")},
    "pg_partitioned_table.partexprs": {("table", "partition_key")},
    "pg_policy.polqual": {("policy", "using")},
    "pg_policy.polwithcheck": {("policy", "with_check")},
    "pg_proc.proargdefaults": {("function", "arguments"), ("procedure", "arguments")},
    "pg_proc.prosqlbody": {("function", "body"), ("procedure", "body")},
    "pg_publication_rel.prqual": {("published", "row_filter")},
    "pg_rewrite.ev_action": {("view", "definition"), ("materialized_view", "definition"), ("rule", "definition")},
    "pg_rewrite.ev_qual": {("rule", "definition")},
    "pg_statistic_ext.stxexprs": {("statistics", "definition")},
    "pg_trigger.tgqual": {("trigger", "definition")},
    "pg_type.typdefaultbin": {("type", "default")},
}
_TREES = """
SELECT c.relname || '.' || a.attname AS name
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
WHERE a.atttypid = 'pg_catalog.pg_node_tree'::regtype AND c.relkind = 'r' AND a.attrelid < 16384
"""


@pytest.mark.every_version
def test_every_expression_in_postgresql_s_catalogs_has_a_witness(server: Server) -> None:
    """A later PostgreSQL that keeps an expression somewhere else fails here."""
    with Session.open(server.dsn) as session:
        found = {row["name"] for row in session.connection.execute(_TREES)}
    assert found == set(EXPRESSIONS)
    assert set().union(*EXPRESSIONS.values()) == set(WAYS)


#: Facets of our own queries whose text PostgreSQL writes from an expression, by the query's name.
BEARING = {
    "columns": {"default", "generated"},
    "constraints": {"definition"},
    "functions": {"arguments", "body"},
    "indexes": {"definition"},
    "policies": {"using", "with_check"},
    "published": {"row_filter"},
    "relations": {"definition", "partition_key", "partition_bound"},
    "rules": {"definition"},
    "statistics": {"definition"},
    "triggers": {"definition"},
    "types": {"default"},
}
#: Names, numbers, switches, options, rights, remarks: a reload gives them as they were. A new facet goes here or there.
PLAIN = {
    "access_method", "acl", "admin", "aggregate_kind", "array", "base", "binary", "cache", "calls", "clustered",
    "collation", "collation_version", "columns", "combine", "command", "comment", "commutator", "compression",
    "connections", "context", "cost", "count", "cycle", "default", "deferrable", "definition", "deserial",
    "deterministic", "disable_on_error", "dumped", "enabled", "encoding", "enforced", "event", "extension_needed",
    "failover", "family", "final", "final_modify", "follows", "force_row_security", "function", "functions",
    "generated", "handler", "identity", "immediate", "increment", "inherited", "inherits", "initial", "input",
    "join", "key", "kind", "labels", "language", "leakproof", "library", "local", "locale", "mapping", "maximum",
    "merges_hashes", "method", "minimum", "moving_final", "moving_initial", "moving_inverse", "moving_state",
    "moving_transition", "negator", "no_inherit", "not_null", "not_null_comment", "not_null_constraint",
    "of_type", "operators", "options", "origin", "owned_as", "owned_by", "owner", "owners", "parallel", "parser",
    "password_required", "permissive", "persistence", "populated", "position", "provider", "publications",
    "publishes", "range", "relocatable", "replica_identity", "representation", "restrict", "result", "role",
    "roles", "row_comment", "row_security", "row_type_acl", "row_type_comment", "rows", "run_as_owner", "schema",
    "schemas", "security_definer", "serial", "server", "server_options", "settings", "skip", "slot",
    "sort_operator", "start", "state", "statistics", "storage", "stream", "strict", "support",
    "synchronous_commit", "tablespace", "tags", "target", "template", "toast_options", "transforms", "transition",
    "triggers", "two_phase", "type", "valid", "validated", "version", "volatility", "wrapper",
}  # fmt: skip
#: The same name for something else: an operator class that is its type's default, a definition put together from names.
_OTHER = {
    "operator_classes": {"default"}, "conversions": {"definition"}, "languages": {"definition"},
    "publications": {"generated"},
}  # fmt: skip
#: What stands on a built-in relation is in no dump: where it differs, somebody made the difference.
_NEVER_RELOADED = {"builtin_additions": {"definition"}}
_FACET = re.compile(r"^ {4}\('([a-z_]+)',", re.MULTILINE)
_WRITES = re.compile(r"pg_get_(?:expr|viewdef|ruledef|indexdef|triggerdef|constraintdef|partkeydef|statisticsobjdef)")


def test_every_facet_of_the_catalog_bears_an_expression_or_is_known_to_bear_none() -> None:
    """A facet that is new, or newly written by one of PostgreSQL's printers of expressions, must be put somewhere."""
    for name in queries.names("fingerprint/catalog/"):
        file = name.rpartition("/")[2]
        bearing = BEARING.get(file) or _NEVER_RELOADED.get(file, set())
        text = queries.load(name, 18).text
        facets = set(_FACET.findall(text))
        assert bearing <= facets, file
        assert facets - bearing <= PLAIN, file
        assert (facets - bearing) & {"default", "generated", "definition"} <= _OTHER.get(file, set()), file
        assert bool(_WRITES.search(text)) <= bool(bearing), file


def test_a_function_s_reference_is_read_back() -> None:
    """Names that hold parentheses, dots and quotes."""
    assert split_signature('function:"S.c""h 🙂"."F.n(x)"(integer,public."a,b")') == (
        "function",
        ('S.c"h 🙂', "F.n(x)"),
        'integer,public."a,b"',
    )
    for wrong in ("function:public.f", 'function:public."f(', "function:f.(x"):
        with pytest.raises(ValueError, match="not a function"):
            split_signature(wrong)
