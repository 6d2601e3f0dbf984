"""What a signer reads: everything that is signed, rendered from the bytes, and no word that the terminal would obey."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneroof.gate.authority import parse_authority
from oneroof.gate.human import HAZARDS, human_form
from oneroof.gate.statement import make_statement
from oneroof.gate.text import safe_text
from oneroof.gate.words import WORDS, six_words
from oneroof.packets.check import _VOLATILE, check
from oneroof.packets.parse import parse
from oneroof.packets.readings import READINGS
from tests.gate_support import DEFAULT, DIGEST, GLASS, SHOP, World, model, organisation, packet, statement_fields

WORLD = World()


def _form(**changes: Any) -> str:
    """The form in one line a paragraph, so that tests need not know where lines are broken."""
    world = World(changes=changes)
    return re.sub(r"\s+", " ", human_form(world.statement, world.authority, world.count(world.enough())))


def test_everything_that_is_signed_is_there() -> None:
    """Each value of the statement is in the text, save its format's own words."""
    subject = packet(
        catalog=[{"object": "index:public.owner_idx", "change": "added"}],
        hazards=["any-rows", "clock"],
        programme={"kind": "scan-write", "ruleset": "rules-7"},
        login_roles="one-login",
    )
    shown = _form(subjects=[subject, model(WORLD.authority)], reason="First line.\nSecond line.")
    for text in (
        "PROPOSAL APR-TEST-1: A change",
        "Reason: First line. Reason: Second line.",
        "Proposed by Lin Yutang (lin), Title, L1.",
        "2026-05-03T12:00:00Z",
        "2026-05-10T12:00:00Z",
        "Packet F6_OWNERSHIP_SEED_COMMIT: Ownership seed (phase 1; once the gate is open, automation may run it)",
        "writes public.t: inserts 30 rows",
        "index:public.owner_idx is added",
        "guards that must hold first: gap",
        "the same signatures cover it for 3 days after it ran",
        "PROGRAMME: scheduled scans under ruleset rules-7",
        f"HAZARD any-rows: {HAZARDS['any-rows']}",
        f"HAZARD clock: {HAZARDS['clock']}",
        "ONE LOGIN",
        f"database “shop” of server {SHOP['system_identifier']}, uid {SHOP['database_uid']}",
        f"packet {DIGEST} ({six_words(DIGEST)}), plan {DIGEST}",
        f"rehearsal 20260503T010000Z-0123abcd, evidence {DIGEST}",
        f"Authority model, version 1: who may sign from then on. SHA-256 {WORLD.authority.digest}",
        "2 of level L2, and last the President Grace Hopper (L4) or deputy Dee Hock",
        "It then opens the gate for 7 days.",
        "signed: Ada Lovelace (L2) at 2026-05-03T13:00:00Z",
        "the authority model is the one that it names",
        "the signatures of the acts listed as signed",
        "that the facts of the rehearsal were measured as they stand there: ci runner (ci).",
    ):
        assert text in shown, text


def test_the_digest_is_last_and_in_words() -> None:
    """What a person compares with another screen."""
    statement = WORLD.statement
    shown = human_form(statement, WORLD.authority)
    assert shown.endswith(f"  SHA-256 {statement.digest}\n  in words {six_words(statement.digest)}\n")


def test_what_is_only_attested() -> None:
    """The verdict moves from one list to the other when it was computed here."""
    statement, authority = WORLD.statement, WORLD.authority
    here, attested = (human_form(statement, authority).split("VERIFIED HERE")[place] for place in (1, 2))
    assert "verdict" not in here
    assert "the proposer says so" in attested
    assert "signatures" not in here
    shown = human_form(statement, authority, verdicts={DIGEST: "PASS"})
    assert re.search(rf"evidence\s+{DIGEST},\s+computed\s+again\s+from\s+its\s+facts:\s+PASS", shown)
    assert "the proposer says so" not in shown
    nobody = World(changes={"subjects": [packet(attestors=[], attestations=[])]})
    assert "NOBODY attests it" in " ".join(human_form(nobody.statement, authority).split())


def test_what_is_missing_and_rejected() -> None:
    """By name, with the reasons."""
    acts = [WORLD.proposed(), WORLD.verified("ada"), WORLD.verified("dee", "reject"), WORLD.verified("hal")]
    shown = human_form(WORLD.statement, WORLD.authority, WORLD.count(acts))
    assert "missing: one more of Bob Ross, Cyd Charisse (L2)" in shown
    assert "REJECTED by Dee Hock (dee), Title, L4" in shown
    assert "not counted: hal: level L3 may not approve" in shown


def test_another_authority_model_is_cried_out() -> None:
    """A form rendered beside the wrong model says so."""
    other = parse_authority(organisation(more="").encode())
    assert "IS NOT THE ONE" in human_form(WORLD.statement, other)


def test_break_glass_is_said_first() -> None:
    """With the review that is due."""
    authority = parse_authority(organisation(more=GLASS).encode())
    shown = human_form(World(authority, {"break_glass": True}).statement, authority)
    assert "BREAK GLASS" in shown.splitlines()[1]
    assert "A review is due within 3 days." in shown
    assert "It then opens the gate for 4 hours." in shown


def test_ranges_and_tables_that_are_emptied() -> None:
    """An open end is said in capitals."""
    rows, none = {"min": 1, "max": None}, {"min": 0, "max": 0}
    delta = {"table": "public.t", "inserted": rows, "updated": {"min": 0, "max": 5}, "deleted": none}
    shown = _form(subjects=[packet(deltas=[{**delta, "truncated": True, "rewritten": True}])])
    assert "inserts 1 OR MORE rows, without a limit, updates 0 to 5 rows, TRUNCATES it, REWRITES it" in shown


def test_three_hundred_databases_are_all_named() -> None:
    """What is the same is said once; each database, packet digest and evidence stands there."""
    uids = [f"11111111-2222-3333-4444-{number:012}" for number in range(300)]
    subjects = [
        packet(database={**SHOP, "database": f"shop{uid[-3:]}", "database_uid": uid}, digest=f"{number:064x}")
        for number, uid in enumerate(uids)
    ]
    authority = parse_authority(organisation(default=DEFAULT).encode())
    statement = make_statement(**statement_fields(authority, subjects=subjects))
    shown = human_form(statement, authority, names={uids[7]: "shop-eu"})
    assert shown.count("writes public.t") == 1
    assert all(uid in shown and f"{number:064x}" in shown for number, uid in enumerate(uids))
    assert "300 subjects for 300 databases" in shown
    assert "“shop007” (here called shop-eu)" in shown


def test_every_hazard_has_words() -> None:
    """The codes that reading a packet can give, that of how it was rehearsed, and no other."""
    readings = {reading.code for reading in READINGS if not reading.refused}
    named = {"no-guard", "no-verify", "not-locked", "tolerates", "any-rows", "long-lock", "rows-left-out"}
    assert set(HAZARDS) == readings | set(_VOLATILE) | named
    manifest = (
        'format = 1\ncode = "X"\ntitle = "x"\n[[delta]]\ntable = "public.t"\ninserted = {min = 1}\nrows = "any"\n'
    )
    files = {"packet.toml": manifest.encode(), "operation.sql": b"SELECT now();", "rollback.sql": b"SELECT 1;"}
    assert {hazard.code for hazard in check(parse(files))} <= set(HAZARDS)


@given(st.text())
def test_safe_text_shows_everything_and_obeys_nothing(text: str) -> None:
    """One line, no run of spaces, and two texts that differ are shown differently."""
    shown = safe_text(text)
    assert shown.isprintable()
    assert "  " not in shown
    assert shown == shown.strip(" ")
    back = re.sub(r"\\(\\|u\{([0-9a-f]+)\})", lambda found: chr(int(found[2], 16)) if found[2] else "\\", shown)
    assert back == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("shöp 😀 “x”", "shöp 😀 “x”"),
        ("a\tb\r\n", r"a\u{9}b\u{d}\u{a}"),
        ("\u202egnp.exe", r"\u{202e}gnp.exe"),
        ("\x1b[31mred", r"\u{1b}[31mred"),
        ("a\u00a0b\u3000c", r"a\u{a0}b\u{3000}c"),
        ("a\u200bb\ufe0fc\u3164d", r"a\u{200b}b\u{fe0f}c\u{3164}d"),
        (r"\u{1b}", r"\\u{1b}"),
        ("\ud800", r"\u{d800}"),
    ],
)
def test_safe_text(text: str, shown: str) -> None:
    """Letters of every script stay; what cannot be seen is shown by its code point."""
    assert safe_text(text) == shown


def test_the_words() -> None:
    """2,048 of them, told apart; the order is part of the format."""
    assert len(WORDS) == len(set(WORDS)) == 2048
    assert list(WORDS) == sorted(WORDS)
    assert all(re.fullmatch("[a-z]{3,6}", word) for word in WORDS)
    assert six_words("00" * 32) == "-".join([WORDS[0]] * 6)
    assert six_words("ff" * 32) == "-".join([WORDS[-1]] * 6)


def test_six_words_are_the_first_66_bits() -> None:
    """Computed here another way: the binary digits, eleven at a time."""
    digest = "8d1f3c2a9b" + "5e" * 27
    bits = f"{int(digest, 16):0256b}"
    assert six_words(digest) == "-".join(WORDS[int(bits[start : start + 11], 2)] for start in range(0, 66, 11))
    with pytest.raises(ValueError, match="66 bits"):
        six_words("aa" * 8)
