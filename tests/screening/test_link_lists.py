"""Lists of domains: each form as it is published; a remark is no entry, a trusted site neither."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.engine.links.link_lists import (
    ENTRIES_MOST,
    FOREIGN_MOST,
    decoded,
    read_list,
)
from bot.screening.engine.links.listed import DomainList, Listed
from bot.screening.engine.links.lookalikes import encoded

TRUSTED = frozenset(("github.com", "google.com", "discordapp.com", "wordpress.com"))
SHARED = frozenset(("github.io", "wordpress.com"))
PAGES = frozenset(("github.com", "docs.google.com", "bit.ly"))

ADBLOCK = """[Adblock Plus 2.0]
! Title: A list
! Homepage: https://github.com/someone/list
! License: https://license.example/text
||bad.example^
||third.example^$third-party,important
||*.wild.example^
@@||good.example^
facebook.com##.ad
news.example#@#.ad
/banner[0-9]+/
||part.example^$removeparam=utm
"""
HOSTS = """# a remark
127.0.0.1 localhost
::1 localhost ip6-localhost
0.0.0.0 0.0.0.0
0.0.0.0 bad.example two.example # https://remark.example
0.0.0.0 three.example ! from http://remark.example/hosts.zip
"""
DNSMASQ = """# a remark
address=/bad.example/0.0.0.0
address=/two.example/three.example/#
local=/four.example/
server=/kept.example/10.0.0.1
server=8.8.8.8
"""
UNBOUND = """server:
local-zone: "bad.example." always_nxdomain
local-data: "two.example. A 0.0.0.0"
local-zone: "kept.example." transparent
"""
POLICY = """$TTL 60
@ SOA localhost. root.localhost. 1 2 3 4 5
bad.example CNAME .
*.bad.example CNAME .
two.example 60 IN CNAME .
"""
CSV = """domain,reason,date
bad.example,phishing,2024-01-01
"two.example","seen, twice"
3,three.example
"""
YAML = """payload:
  - '+.bad.example'
  - DOMAIN-SUFFIX,two.example
"""
SCRIPT = """const list = [
  "bad.example",
  "two.example"
];
"""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (ADBLOCK, {"bad.example", "third.example", "wild.example"}),
        (HOSTS, {"bad.example", "two.example", "three.example"}),
        (DNSMASQ, {"bad.example", "two.example", "three.example", "four.example"}),
        (UNBOUND, {"bad.example", "two.example"}),
        (POLICY, {"bad.example", "two.example"}),
        (CSV, {"bad.example", "two.example", "three.example"}),
        (YAML, {"bad.example", "two.example"}),
        (SCRIPT, {"bad.example", "two.example"}),
        ('["bad.example", "https://two.example/"]', {"bad.example", "two.example"}),
        ('{"home": "https://x.example", "domains": ["bad.example"]}', {"bad.example"}),
        ('{"bad.example": {"seen": 1}, "two.example": true}', {"bad.example", "two.example"}),
        ('[{"domain": "bad.example", "source": "https://x.example"}]', {"bad.example"}),
        ("bad.example.\n", {"bad.example"}),
        ("\ufeffbad.example\ntwo.example\n", {"bad.example", "two.example"}),
        ("bad.example two.example\n", {"bad.example", "two.example"}),
        ("bad.example asks for a login\n", {"bad.example"}),
        (".bad.example\n*.two.example\n", {"bad.example", "two.example"}),
        ("domain:bad.example\nfull:two.example @ads\n", {"bad.example", "two.example"}),
        ("b\u00e4d.example\n", {"xn--bd-via.example"}),
        ("https://user@bad.example:8443/#b\n", {"bad.example"}),
        ("1;bad.example;phishing\n2;two.example;x\n", {"bad.example", "two.example"}),
        ("id|site\n1|bad.example\n", {"bad.example"}),
        ('{"bad.example": "phishing", "two.example": "scam"}', {"bad.example", "two.example"}),
        ('{"domain": "bad.example"}\n{"domain": "two.example"}\n', {"bad.example", "two.example"}),
        ('["bad.example"]\n["two.example"]\n', {"bad.example", "two.example"}),
    ],
)
def test_every_form_is_read(text: str, names: set[str]) -> None:
    assert read_list(text, TRUSTED, SHARED, PAGES).names == names


def test_an_exception_of_a_list_is_kept() -> None:
    listed = Listed()
    listed.add(read_list("||bad.example^\n@@||good.bad.example^\n"))

    assert listed.has("www.bad.example", "")
    assert not listed.has("good.bad.example", "")


@pytest.mark.parametrize(
    "line",
    [
        "@@||bad.example^$domain=foo.example",
        "@@||bad.example^$script,domain=foo.example",
        "@@||bad.example/help^",
        "@@||bad.example^$removeparam",
    ],
)
def test_an_exception_with_a_condition_is_none(line: str) -> None:
    found = read_list(f"||bad.example^\n{line}\n")

    assert found.exceptions == frozenset()
    assert (found.read, found.skipped) == (1, 1)


def test_an_exception_counts_in_its_own_list_only() -> None:
    listed = Listed()
    listed.add(read_list("||bad.example^\n"))
    listed.add(read_list("@@||bad.example^\n"))

    assert listed.has("bad.example", "")


@pytest.mark.parametrize(
    "name",
    [
        *("whitelist", "allow", "allowlist", "fuzzylist", "exceptions", "safe", "trusted"),
        *("refs", "references", "sources", "source", "homepage", "credits", "excluded"),
        *("false_positives", "contributors", "reported_by", "legit", "Whitelist"),
    ],
)
@pytest.mark.parametrize("honest", ['["honest.example"]', '"https://honest.example/x"'])
def test_a_json_list_says_by_its_names_what_is_not_blocked(name: str, honest: str) -> None:
    found = read_list(f'{{"{name}": {honest}, "blacklist": ["bad.example"]}}')
    nested = read_list(f'[{{"domain": "bad.example", "{name}": {honest}}}]')

    assert found.names == nested.names == {"bad.example"}
    assert found.addresses == nested.addresses == frozenset()
    assert (found.read, found.skipped) == (nested.read, nested.skipped) == (1, 1)


def test_an_ending_is_no_entry() -> None:
    found = read_list(
        "co.uk\n||com.au^\n0.0.0.0 co.uk\nbad.co.uk\n", shared=frozenset(("co.uk", "com.au"))
    )

    assert found.names == {"bad.co.uk"}
    assert (found.read, found.skipped) == (1, 3)


def test_a_table_may_have_addresses() -> None:
    found = read_list("id,url\n1,https://bad.example/x\n2;https://two.example/\n")

    assert (found.names, found.addresses) == ({"two.example"}, {"bad.example/x"})


def test_a_page_never_lists_a_host_that_others_use() -> None:
    found = read_list(
        "https://docs.google.com/forms/d/abc/viewform\nhttps://bit.ly/abc\n"
        "https://github.com/bad/malware\nevil.github.io\nhttps://bad.example/login\n",
        TRUSTED,
        SHARED,
        PAGES,
    )

    assert found.names == {"evil.github.io"}
    assert found.addresses == {
        "bad.example/login",
        "docs.google.com/forms/d/abc/viewform",
        "bit.ly/abc",
        "github.com/bad/malware",
    }
    assert (found.read, found.skipped) == (5, 0)


def test_a_page_is_met_with_and_without_its_last_stroke() -> None:
    listed = Listed()
    listed.add(read_list("https://bit.ly/abc/\n", TRUSTED, SHARED, PAGES))

    assert listed.has("bit.ly", "/abc")
    assert not listed.has("bit.ly", "/abcd")
    assert not listed.has("bit.ly", "")


def test_what_is_trusted_or_shared_is_skipped_and_counted() -> None:
    found = read_list(
        "github.com\ngist.github.com\ncdn.discordapp.com\ngithub.io\nwordpress.com\n"
        "bad.wordpress.com\nbad.example\n",
        TRUSTED,
        SHARED,
        PAGES,
    )

    assert found.names == {"bad.example", "bad.wordpress.com"}
    assert (found.read, found.skipped) == (2, 5)


def test_what_cannot_be_read_is_left_out_and_counted() -> None:
    assert read_list("# nothing\n\n   \n! nothing\n") == DomainList()
    assert read_list("localhost\nhello world\n12\nsha256:short\n") == DomainList(skipped=4)


def test_a_file_is_text_in_a_coding_that_it_names() -> None:
    assert decoded("\ufeffbad.example".encode()) == "bad.example"
    assert decoded("bad.example".encode("utf-16")) == "bad.example"
    assert read_list(decoded("# Gr\u00fc\u00dfe\nbad.example".encode("latin-1"))).read == 1
    with pytest.raises(UnicodeDecodeError):
        decoded(b"PK\x03\x04\x00\x00")


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_list(text, TRUSTED, SHARED, PAGES)

    assert found.read >= len(found.names | found.addresses)
    assert found.names.isdisjoint(TRUSTED | SHARED | PAGES)


@given(
    st.lists(st.from_regex(r"[a-z]{3,12}-[0-9]{1,4}\.example", fullmatch=True), max_size=30),
    st.sampled_from(["{}", "||{}^", "0.0.0.0 {}", "address=/{}/", '"{}",', "{}.", "*.{}", "- {}"]),
)
def test_a_list_says_the_same_in_every_form(names: list[str], form: str) -> None:
    found = read_list("\n".join(form.format(name) for name in names))

    assert found.names == set(names)
    assert (found.read, found.skipped) == (len(names), 0)


FOREIGN = "\u0436" * 50
LARGE: dict[str, Callable[[int], str]] = {
    "other letters": lambda n: "\n".join(
        ".".join((FOREIGN, chr(0x4E00 + i % 9000) * 50, "com")) for i in range(n // 100)
    ),
    "letters without end": lambda n: FOREIGN * (n // 50),
    "names in one line": lambda n: "address=/" + "a/" * (n // 2),
    "json": lambda n: "[" + ",".join(f'"s{i}.example"' for i in range(n // 14)) + "]",
    "brackets": lambda n: "[" * n,
    "blanks": lambda n: "a.example" + " " * n + "x",
    "dots": lambda n: "a." * (n // 2),
    "commas": lambda n: "a," * (n // 2),
    "slashes": lambda n: "http://" + "/" * n,
    "signs": lambda n: "||" + "^*" * (n // 2),
    "remarks": lambda n: "a.example " + "#!" * (n // 2),
    "zones": lambda n: "x CNAME " * (n // 8),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGE)
def test_the_time_of_reading_a_list_grows_with_its_length_alone(kind: str) -> None:
    def cost(length: int) -> float:
        text, tries = LARGE[kind](length), list[float]()
        for _ in range(3):
            began = time.process_time()
            read_list(text)
            tries.append(time.process_time() - began)
        return min(tries)

    assert cost(200_000) < 3 * cost(100_000) + 0.02


@pytest.mark.slow
def test_of_a_list_that_is_too_large_the_first_entries_are_used() -> None:
    names = [f"s{i}.example" for i in range(ENTRIES_MOST + 5)]

    for form in ("\n".join(names), "address=/" + "/".join(names) + "/"):
        found = read_list(form)
        assert found.read == ENTRIES_MOST
        assert names[0] in found.names
        assert names[-1] not in found.names


def test_names_in_other_letters_are_encoded_up_to_a_bound() -> None:
    many = "\n".join(f"\u0436{i}.example" for i in range(FOREIGN_MOST // 9))
    found = read_list(f"# \u0436 a remark\nplain.example\n{many}\nlast.example")

    assert found.skipped
    assert {"plain.example", encoded("\u04360.example"), "last.example"} <= found.names
    assert read_list("\u0436" * 60 + ".example").skipped == 1
