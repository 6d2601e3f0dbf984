"""A fingerprint in a file: it compares as the one that was taken, holds no text of a user's, shows damage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from oneroof.errors import FileDamaged, UsageError
from oneroof.fingerprint import file
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import UNSEEN, Entry, Fingerprint

SECRET = "a definition with a secret in it"
BODY = 'function:public."f 🙂"()'


def entries(*listed: tuple[str, Mapping[str, str]]) -> dict[str, Entry]:
    """A branch."""
    return {ref: Entry(ref, facets, None) for ref, facets in listed}


TAKEN = Fingerprint(
    catalog=entries(
        ("database:this", {"encoding": "UTF8"}),
        (BODY, {"owner": "shop", "definition": SECRET, "comment": "its comment"}),
        ("column:public.t.a", {"position": "1", "type": "integer", "default": SECRET}),
        ("user_mapping:s.u", {"options": UNSEEN}),
    ),
    data=entries(("table:public.t", {"rows": "2", "digest": "123"})),
    sequences=entries(("sequence:public.s", {"last_value": "4", "is_called": "true", "increment": "1"})),
    ours={},
    cluster={},
    major=18,
    undigested=(),
)


def kept(found: Fingerprint = TAKEN) -> file.KeptFingerprint:
    """Written and read again."""
    return file.read(file.written(found, {"taken_at": "now"}), "a.json")


def test_what_was_kept_is_what_was_taken() -> None:
    """The same digests, nothing different, everything named."""
    found = kept(replace(TAKEN, unreadable=("table:public.x",), unseen=("options of user mappings",)))
    assert found.branches == TAKEN.branches
    assert found.digest == TAKEN.digest
    assert (found.unreadable, found.unseen) == (("table:public.x",), ("options of user mappings",))
    assert differences(found, file.sealed(TAKEN)) == ()


def test_no_text_of_a_users_is_in_the_file() -> None:
    """Definitions, defaults and comments are digests; PostgreSQL's words and names stand."""
    text = file.written(TAKEN, {})
    assert "secret" not in text
    assert "its comment" not in text
    assert '"owner": "shop"' in text


def test_each_difference_is_found_against_a_file() -> None:
    """A body that changed, a row, a sequence, an order: told as between two databases."""
    changed = replace(
        TAKEN,
        catalog=entries(
            ("database:this", {"encoding": "UTF8"}),
            (BODY, {"owner": "other", "definition": SECRET + "!", "comment": "its comment"}),
            ("column:public.t.a", {"position": "1", "type": "integer", "default": SECRET}),
            ("user_mapping:s.u", {"options": "seen now"}),
        ),
        data=entries(("table:public.t", {"rows": "2", "digest": "124"})),
    )
    found = differences(kept(), file.sealed(changed))
    assert [(line.object, line.facet) for line in found] == [
        (BODY, "definition"),
        (BODY, "owner"),
        ("table:public.t", "rows"),
    ]
    assert found[1].detail == "shop expected, other found"
    assert found[0].detail == "another value"


@pytest.mark.parametrize("mode", ["strict", "portable"])
def test_files_of_different_modes_are_not_compared(mode: str) -> None:
    """What a digest of rows means differs."""
    with pytest.raises(UsageError, match="mode"):
        differences(kept(), kept(replace(TAKEN, mode=mode)))  # type: ignore[arg-type]


def test_a_narrower_scope_has_another_digest() -> None:
    """Also when there was nothing in the tables that were left out; what was left out is part of it."""
    full = replace(TAKEN, data={})
    none = replace(TAKEN, data={}, scope="none", undigested=("table:public.t",))
    other = replace(none, undigested=("table:public.t", "table:public.u"))
    assert len({full.digest, none.digest, other.digest}) == 3
    assert kept(none).digest == none.digest
    whole = replace(TAKEN, scope="touched")  # where every table is touched nothing is left out
    assert kept(whole).digest == whole.digest == TAKEN.digest


DAMAGE = {
    "a row's digest": ('"digest": "123"', '"digest": "124"'),
    "an owner": ('"owner": "shop"', '"owner": "shoq"'),
    "the scope": ('"scope": "full"', '"scope": "none"'),
    "what could not be read": ('"unreadable": []', '"unreadable": ["x"]'),
    "the whole": (TAKEN.digest, "0" * 64),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_changed_file_is_refused(name: str) -> None:
    """One byte of it."""
    before, after = DAMAGE[name]
    text = file.written(TAKEN, {})
    assert before in text
    with pytest.raises(FileDamaged, match=r"a\.json"):
        file.read(text.replace(before, after, 1), "a.json")


def _edited(**changes: object) -> str:
    """A file whose checksum was made anew, as somebody would who knows how."""
    document = {**json.loads(file.written(TAKEN, {})), **changes}
    document.pop("sha256")
    return json.dumps({**document, "sha256": file._checksum(document)})


def test_a_branch_that_its_entries_do_not_give_is_refused() -> None:
    """The tree is computed again from the entries' digests."""
    with pytest.raises(FileDamaged, match="branch data"):
        file.read(_edited(branches={**TAKEN.branches, "data": "0" * 64}), "a.json")
    with pytest.raises(FileDamaged, match="whole"):
        file.read(_edited(digest="0" * 64), "a.json")
    with pytest.raises(FileDamaged, match="not what was written"):
        file.read(_edited(entries={}), "a.json")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[]", "no fingerprint"),
        ('{"format": "x"}', "no fingerprint"),
        (_edited(version=1), "version 1"),
    ],
)
def test_what_is_no_such_file_is_a_usage_error(text: str, words: str) -> None:
    """And says what to do."""
    with pytest.raises(UsageError, match=words) as caught:
        file.read(text, "a.json")
    assert caught.value.next_step
    assert not isinstance(caught.value, FileDamaged)
