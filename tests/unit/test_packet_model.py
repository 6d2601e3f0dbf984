"""The packet's folder: every key, default and refusal of the specification; one clear sentence each."""

from __future__ import annotations

from pathlib import Path

import pytest

from oneroof.errors import NameTaken, PacketMalformed
from oneroof.packets.check import check
from oneroof.packets.digest import digest_files, packet_digest, source_digest
from oneroof.packets.load import load, load_pinned
from oneroof.packets.model import Packet
from oneroof.packets.names import parse_relation, show
from oneroof.packets.parse import parse
from oneroof.packets.pins import (
    PinnedCatalog,
    PinnedRows,
    PinnedSet,
    PinnedValue,
    Pins,
    pinned_digest,
    render_pins,
    salted,
)
from oneroof.packets.skeleton import write_skeleton
from oneroof.packets.values import Count, duration_seconds

HEAD = 'format = 1\ncode = "TEST"\ntitle = "x"\n'
DELTA = '[[delta]]\ntable = "public.t"\ninserted = 1\n'
FILES = {"packet.toml": (HEAD + DELTA).encode(), "operation.sql": b"SELECT 1;\n", "rollback.sql": b"SELECT 2;\n"}


def _packet(manifest: str) -> Packet:
    return parse({**FILES, "packet.toml": manifest.encode()})


#: Computed by another implementation of four lines (struct and hashlib alone).
VECTORS = {
    "nothing": "72e085f63d1952620702db789bb971a0a9e3e64cf4f60d16f70f9a14eb3aa40e",
    "source": "753b0fa72c8b2f073a6e6cf0e1f867ae8631c0bae0f39b299de2a94a587f094f",
    "packet": "ac9a76961994a5e73fdb7c6a45a29a4b7d5d7941dd39a4e6d1bc760724ac1861",
    "order": "38ef827e174c7e20f9817a88bb043b76862bd4f1fbb650a846e478f876d55298",
}


def test_published_vectors_of_the_digest() -> None:
    """The digest as the specification fixes it: anybody can check another implementation with these."""
    assert digest_files({}) == VECTORS["nothing"]
    assert source_digest(FILES) == source_digest({**FILES, "pins.toml": b"x"}) == VECTORS["source"]
    assert packet_digest(FILES, b"format = 1\n") == VECTORS["packet"]
    assert digest_files({"b": b"", "a": b"\x00", "\u00e9": b"x"}) == VECTORS["order"]
    assert parse(FILES).source_digest == VECTORS["source"]


def test_defaults() -> None:
    """What stands in the specification as default, or none."""
    manifest = _packet(HEAD + DELTA + '[[lock]]\nrelation = "public.t"\n').manifest
    assert (manifest.phase, manifest.automation, manifest.idempotent, manifest.role) == (None, "never", False, None)
    assert (manifest.search_path, manifest.statement_timeout, manifest.lock_timeout) == (("public",), "60s", "3s")
    assert manifest.lock[0].mode == "SHARE ROW EXCLUSIVE"
    assert (manifest.rollback.within, manifest.rollback.tolerates, manifest.rollback.delta) == ("72h", (), None)
    written = manifest.delta[0]
    assert (written.rows, written.volatile, written.updated) == ("pinned", (), Count(max=0))


def test_the_specifications_own_example_is_a_packet() -> None:
    """All keys at once."""
    manifest = """
format = 1
code = "F6_OWNERSHIP_SEED_COMMIT"
title = "Ownership seed"
phase = 1
automation = "after-gate"
idempotent = false
role = "oneroof_operator"
search_path = ["public"]
statement_timeout = "60s"
lock_timeout = "3s"
[[lock]]
relation = "public.governance_object_ownership"
mode = "SHARE ROW EXCLUSIVE"
[[guard]]
name = "gap"
sql = "SELECT count(*) FROM v_object_owner_gap"
expect = "pinned"
[[delta]]
table = "public.governance_object_ownership"
inserted = 30
rows = "pinned"
volatile = ["created_at"]
[[catalog]]
object = "index:public.owner_idx"
change = "added"
[[verify]]
name = "gap"
sql = "SELECT count(*) FROM v_object_owner_gap"
expect = 0
[rollback]
within = "72h"
tolerates = []
"""
    packet = _packet(manifest)
    assert (packet.code, packet.phase, packet.deltas[0].inserted.exact) == ("F6_OWNERSHIP_SEED_COMMIT", 1, 30)


def test_the_inverse_is_filled_in() -> None:
    """Inserted and deleted, added and removed, guard and verify change places; a table that was made takes its rows."""
    manifest = (
        HEAD
        + DELTA
        + '[[delta]]\ntable = "public.made"\ninserted = 5\n[[delta]]\ntable = "s.inside"\ninserted = 5\n'
        + '[[catalog]]\nobject = "table:public.made"\nchange = "added"\n'
        + '[[catalog]]\nobject = "schema:s"\nchange = "added"\n'
        + '[[catalog]]\nobject = "view:public.v"\nchange = "changed"\n'
        + '[[guard]]\nname = "a"\nsql = "SELECT 1"\nexpect = 1\n[[verify]]\nname = "b"\nsql = "SELECT 2"\nexpect = 2\n'
    )
    side = _packet(manifest).side("rollback")
    assert [(delta.table, delta.inserted.max, delta.deleted.max) for delta in side.deltas] == [("public.t", 0, 1)]
    assert [change.change for change in side.catalog] == ["removed", "removed", "changed"]
    assert ([check.key for check in side.guards], [check.key for check in side.verify]) == (["verify:b"], ["guard:a"])
    assert side.sql == "SELECT 2;\n"
    explicit = _packet(manifest + "[rollback]\nguard = []\nverify = []\ndelta = []\ncatalog = []\nlock = []\n")
    empty = explicit.side("rollback")
    assert (empty.guards, empty.verify, empty.deltas, empty.catalog, empty.locks) == ((), (), (), (), ())


MALFORMED = {
    "no code": ('format = 1\ntitle = "x"\n' + DELTA, "packet.toml: code is missing"),
    "no write": (HEAD, "declares no write"),
    "another format": (HEAD.replace("1", "2", 1) + DELTA, "line 1: format must be 1"),
    "format is a float": (HEAD.replace("1", "1.0", 1) + DELTA, "format must be a whole number"),
    "phase": (HEAD + "phase = 4\n" + DELTA, "line 4: phase must be 1, 2 or 3"),
    "phase is true": (HEAD + "phase = true\n" + DELTA, "phase must be a whole number"),
    "lower case code": (HEAD.replace("TEST", "test") + DELTA, "line 2: code must be capital letters"),
    "code begins with a digit": (HEAD.replace("TEST", "1TEST") + DELTA, "code must be capital letters"),
    "code with a slash": (HEAD.replace("TEST", "../X") + DELTA, "code must be capital letters"),
    "code with a line feed": (HEAD.replace("TEST", "TEST\\n") + DELTA, "code must be capital letters"),
    "empty title": (HEAD.replace('"x"', '" "') + DELTA, "title must not be empty"),
    "title with an escape": (HEAD.replace('"x"', '"\\u001b[2J"') + DELTA, "title must not hold control characters"),
    "unknown key": (HEAD + "sudo = true\n" + DELTA, "line 4: sudo is an unknown key"),
    "unknown key inside": (HEAD + DELTA + DELTA.replace(".t", ".u") + "x = 1\n", "line 10: delta[2].x is an unknown"),
    "automation": (HEAD + 'automation = "always"\n' + DELTA, "automation must be 'never' or 'after-gate'"),
    "idempotent": (HEAD + "idempotent = 1\n" + DELTA, "idempotent must be a valid boolean"),
    "timeout 0": (HEAD + 'statement_timeout = "0s"\n' + DELTA, "statement_timeout must be a number above 0"),
    "timeout without unit": (HEAD + "lock_timeout = 3\n" + DELTA, "lock_timeout must be a valid string"),
    "search_path": (HEAD + 'search_path = ["pg_temp"]\n' + DELTA, "pg_temp comes last by itself"),
    "unqualified table": (HEAD + DELTA.replace("public.t", "t"), "delta[1].table 't' must be schema-qualified"),
    "upper case unquoted": (HEAD + DELTA.replace("public.t", "public.T"), "in double quotes"),
    "negative": (HEAD + DELTA.replace("= 1", "= -1"), "greater than or equal to 0"),
    "count in quotes": (HEAD + DELTA.replace("= 1", '= "1"'), "line 6: delta[1].inserted must be a whole number"),
    "empty range": (HEAD + DELTA.replace("= 1", "= {}") + 'rows = "any"\n', "must name min or max"),
    "range upside down": (HEAD + DELTA.replace("= 1", "= {min = 2, max = 1}") + 'rows = "any"\n', "min is above max"),
    "range without any": (HEAD + DELTA.replace("= 1", "= {min = 1}"), 'a range needs rows = "any"'),
    "delta of nothing": (HEAD + DELTA.replace("= 1", "= 0"), "declares nothing"),
    "delta twice": (HEAD + DELTA + DELTA.replace('"public.t"', "'public.\"t\"'"), "stands here twice"),
    "lock mode": (HEAD + DELTA + '[[lock]]\nrelation = "public.t"\nmode = "X"\n', "lock[1].mode must be 'ACCESS"),
    "expect a float": (HEAD + DELTA + '[[guard]]\nname = "a"\nsql = "x"\nexpect = 1.5\n', "guard[1].expect must be"),
    "guard without expect": (HEAD + DELTA + '[[guard]]\nname = "a"\nsql = "x"\n', "guard[1].expect is missing"),
    "change": (HEAD + '[[catalog]]\nobject = "a:b"\nchange = "gone"\n', "catalog[1].change must be 'added'"),
    "object": (HEAD + '[[catalog]]\nobject = "owner_idx"\nchange = "added"\n', "must be kind:name"),
    "truncate without inverse": (HEAD + DELTA + "truncated = true\n", "give [[rollback.delta]]"),
    "within": (HEAD + DELTA + '[rollback]\nwithin = "soon"\n', "line 8: rollback.within must be a number"),
    "inside the rollback": (HEAD + DELTA + '[[rollback.delta]]\ntable = "t"\n', "rollback.delta[1].table"),
    "not TOML": (HEAD + "x = \n", "is not TOML"),
    "a date": (HEAD.replace('"x"', "2026-01-01") + DELTA, "title must be a valid string"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_manifest_is_told_in_one_sentence(name: str) -> None:
    """It names the file, the key and, where it stands somewhere, the line."""
    manifest, sentence = MALFORMED[name]
    with pytest.raises(PacketMalformed) as caught:
        _packet(manifest)
    assert caught.value.message.startswith("packet.toml")
    assert sentence in caught.value.message
    assert "\n" not in caught.value.message


FILES_REFUSED: dict[str, tuple[dict[str, bytes], str]] = {
    "a missing file": ({"operation.sql": b"SELECT 1;", "packet.toml": b""}, "rollback.sql: is missing"),
    "another file": ({**FILES, "README.md": b""}, "README.md: a packet holds"),
    "a carriage return": ({**FILES, "operation.sql": b"SELECT 1;\nSELECT 2;\r\n"}, "operation.sql, line 2"),
    "no UTF-8": ({**FILES, "rollback.sql": b"\n\n\xff"}, "rollback.sql, line 3: is not UTF-8"),
    "a zero byte": ({**FILES, "operation.sql": b"SELECT 1;\x00"}, "operation.sql, line 1: holds a zero byte"),
    "a byte order mark": ({**FILES, "packet.toml": b"\xef\xbb\xbf" + FILES["packet.toml"]}, "byte order mark"),
    "no statement": ({**FILES, "operation.sql": b"-- nothing\n;;\n/* at all */"}, "operation.sql: holds no statement"),
    "an empty rollback": ({**FILES, "rollback.sql": b""}, "rollback.sql: holds no statement"),
    "an open string": ({**FILES, "operation.sql": b"SELECT 1;\nSELECT 'a;"}, "line 2: A string is never closed"),
}


@pytest.mark.parametrize("name", FILES_REFUSED)
def test_refused_files(name: str) -> None:
    """Each with the file's name."""
    files, sentence = FILES_REFUSED[name]
    with pytest.raises(PacketMalformed) as caught:
        parse(files)
    assert sentence in caught.value.message


def _write(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def test_a_folder_is_loaded_byte_for_byte(tmp_path: Path) -> None:
    """What was read is what is digested."""
    assert load(_write(tmp_path / "p", FILES)).files == FILES


def test_a_folder_with_more_or_with_links_is_refused(tmp_path: Path) -> None:
    """Other files, folders, symbolic links, no folder at all, and what reading refuses."""
    with pytest.raises(PacketMalformed, match="is no folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(PacketMalformed, match=r"notes\.md"):
        load(_write(tmp_path / "more", {**FILES, "notes.md": b""}))
    (_write(tmp_path / "nested", FILES) / "sub").mkdir()
    with pytest.raises(PacketMalformed, match="sub"):
        load(tmp_path / "nested")
    linked = _write(tmp_path / "linked", {**FILES})
    (linked / "operation.sql").unlink()
    (linked / "operation.sql").symlink_to("rollback.sql")
    with pytest.raises(PacketMalformed, match="symbolic link"):
        load(linked)
    with pytest.raises(PacketMalformed, match="transaction"):
        load(_write(tmp_path / "commit", {**FILES, "operation.sql": b"COMMIT;"}))


def test_a_new_packet_is_whole_and_overwrites_nothing(tmp_path: Path) -> None:
    """The skeleton loads, has no hazard, and is refused where something stands or the code is none."""
    packet = write_skeleton(tmp_path / "NEW_ONE", "NEW_ONE")
    assert load(tmp_path / "NEW_ONE").source_digest == packet.source_digest
    assert check(packet) == ()
    with pytest.raises(NameTaken):
        write_skeleton(tmp_path / "NEW_ONE", "NEW_ONE")
    with pytest.raises(PacketMalformed, match="code must be"):
        write_skeleton(tmp_path / "bad", "bad one")
    assert not (tmp_path / "bad").exists()


def _pins() -> Pins:
    return Pins(
        source_digest=source_digest(FILES),
        server_major=18,
        values={
            "guard:g": PinnedValue(value='a "quoted" \\ tab\t line\n \u00e9'),
            "verify:h": PinnedValue(salt="s", digest=salted("s", "x")),
        },
        sets={'public."V x"': PinnedSet(before="0" * 64, after="1" * 64)},
        catalog={"table:public.t": PinnedCatalog(before="2" * 64, after="3" * 64), "table:public.u": PinnedCatalog()},
        rows={"public.t": PinnedRows(written="-12", before="1 rows 2", after="2 rows 3")},
    )


def test_pins_are_canonical_and_come_back_as_they_were(tmp_path: Path) -> None:
    """Sorted, one form; another form, another packet, or a value too many is refused."""
    packet, pins = parse(FILES), _pins()
    content = render_pins(pins)
    assert Pins.parse(content, packet) == pins
    assert pinned_digest(packet, pins) == packet_digest(FILES, content)
    folder = _write(tmp_path / "pinned", {**FILES, "pins.toml": content})
    assert load_pinned(folder) == (packet, pins)
    with pytest.raises(PacketMalformed, match=r"pins\.toml"):
        load(folder)
    with pytest.raises(PacketMalformed, match="missing"):
        load_pinned(_write(tmp_path / "unpinned", FILES))
    refused = {
        "canonical": content.replace(b"format = 1\n", b"format  = 1\n"),
        "not what a rehearsal writes": content + b"[more]\n",
        "another packet": render_pins(pins.model_copy(update={"source_digest": "4" * 64})),
    }
    for sentence, changed in refused.items():
        with pytest.raises(PacketMalformed, match=sentence):
            Pins.parse(changed, packet)


def test_a_pinned_value_has_one_form() -> None:
    """Itself, or salt and digest; what matches, matches."""
    assert PinnedValue(value="1").matches("1")
    assert PinnedValue(salt="s", digest=salted("s", "1")).matches("1")
    assert not PinnedValue(salt="t", digest=salted("s", "1")).matches("1")
    for wrong in ({}, {"value": "1", "salt": "s", "digest": "0" * 64}, {"digest": "0" * 64}):
        with pytest.raises(ValueError, match="either value"):
            PinnedValue.model_validate(wrong)


def test_production_is_held_to_its_own_definitions() -> None:
    """Where the clone shows another text, what comes after the operation is not pinned; elsewhere it is."""
    pins = _pins()
    same = pins.with_production_catalog({"table:public.t": "2" * 64})
    assert same == pins
    other = pins.with_production_catalog({"table:public.t": "9" * 64})
    assert other.catalog["table:public.t"] == PinnedCatalog(before="9" * 64)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("public.t", ("public", "t")),
        ('"A.b"."c""d"', ("A.b", 'c"d')),
        ('s."\u00e9 \U0001f418"', ("s", "\u00e9 \U0001f418")),
    ],
)
def test_names_go_there_and_back(text: str, name: tuple[str, str]) -> None:
    """Quoted where they need it, never folded."""
    assert (parse_relation(text), show(name)) == (name, text)


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "A.b", "a.", ".b", 'a."b', 'a.""', "a b.c", 'a."b"c'])
def test_names_that_are_none(text: str) -> None:
    """Said in a sentence."""
    with pytest.raises(ValueError, match=r"schema"):
        parse_relation(text)


def test_durations() -> None:
    """In seconds."""
    assert [duration_seconds(text) for text in ("1500ms", "60s", "2min", "72h", "3d")] == [1.5, 60, 120, 259200, 259200]
