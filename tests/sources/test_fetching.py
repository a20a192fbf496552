"""Fetching: what is refused before a connection, what is followed, and when it is given up."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

import pytest
import trustme
from benchmarks.sites import LOOPBACK, Asked, Site, answer, redirect

from detente.errors import FetchError, SourceError
from detente.sources.fetching import Fetcher, Policy, parse_target

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = b"Russia said on Monday that it would withdraw its troops."


def local(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def fetcher(**more: object) -> Fetcher:
    options: dict[str, object] = {"allow": LOOPBACK, "resolver": local, "total_seconds": 5}
    return Fetcher(**{**options, **more})  # type: ignore[arg-type]


def code_of(url: str, own: Fetcher | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        (own or fetcher()).get(url)
    return caught.value.code


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/": answer(BODY)}) as opened:
        yield opened


# What is fetched


def test_a_page_comes_with_its_marks_from_the_address_that_was_checked(site: Site) -> None:
    site.answers["/a?b=c"] = answer(BODY, ETag='"1"', Last_Modified="Mon, 07 Sep 2009 00:00:00 GMT")
    got = fetcher(contact="mailto:desk@news.example").get(site.url("/a?b=c#fragment"))
    assert (got.status, got.body, got.etag) == (200, BODY, '"1"')
    assert got.modified == "Mon, 07 Sep 2009 00:00:00 GMT"
    assert (got.url, got.address, got.moved) == (site.url("/a?b=c"), "127.0.0.1", False)
    (asked,) = site.asked
    assert asked.headers["host"] == f"news.example:{site.port}"
    assert asked.headers["user-agent"].startswith("detente/0.")
    assert "mailto:desk@news.example" in asked.headers["user-agent"]


def test_a_copy_that_is_still_good_is_not_sent_again(site: Site) -> None:
    site.answers["/"] = lambda asked: (
        answer(b"", "304 Not Modified")
        if asked.headers.get("if-none-match") == '"1"'
        and asked.headers.get("if-modified-since") == "then"
        else answer(BODY)
    )
    assert fetcher().get(site.url(), etag='"1"', modified="then").unchanged
    assert fetcher().get(site.url(), etag="bad\r\nX: y", modified="then").body == BODY
    assert "x" not in site.asked[-1].headers


def test_an_error_of_the_server_is_an_answer(site: Site) -> None:
    got = fetcher().get(site.url("/nothing"))
    assert (got.status, got.ok, got.body) == (404, False, b"nothing here")


def test_proxies_of_the_environment_are_not_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetcher().get(site.url()).body == BODY


# What is refused before anything is connected


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.0.1", "100.64.0.1",
        "169.254.169.254", "100.100.100.200", "168.63.129.16", "0.0.0.0", "0.1.2.3", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.9",
        "192.88.99.1", "fd00:ec2::254", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1",
        "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1",
        "64:ff9b::808:808", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:808:808::",
        "2001:0:7f00:1::", "2001:db8::1", "2001:470::5efe:a00:1", "100::1", "4000::1", "3fff::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused_before_a_connection(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *where: tried.append(where))
    with socket.create_server(("127.0.0.1", 0)) as nobody_came:
        nobody_came.settimeout(0.05)
        port = nobody_came.getsockname()[1]
        own = Fetcher(resolver=lambda host, port: [address], total_seconds=5)
        bracketed = f"[{address}]" if ":" in address else address
        assert code_of(f"http://{bracketed}:{port}/", own) == "address"
        assert code_of(f"http://news.example:{port}/", own) == "address"
        with pytest.raises(TimeoutError):
            nobody_came.accept()
    assert tried == []


def test_loopback_is_refused_unless_it_is_allowed_and_metadata_always(site: Site) -> None:
    for url in (site.url(host="127.0.0.1"), site.url(host="[::1]"), site.url(host="localhost")):
        assert code_of(url, Fetcher(resolver=local, total_seconds=5)) == "address"
    assert site.connections == 0
    assert fetcher().get(site.url(host="127.0.0.1")).body == BODY
    wide = Policy(["0.0.0.0/0", "::/0"])
    for metadata in ("169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254"):
        assert code_of(f"http://{f'[{metadata}]' if ':' in metadata else metadata}/",
                       Fetcher(allow=["0.0.0.0/0", "::/0"])) == "address"  # fmt: skip
    assert wide.objection(parse_target("http://10.0.0.1/").address) is None  # type: ignore[arg-type]


def test_an_allowed_network_that_carries_another_is_checked_for_what_it_carries() -> None:
    policy = Policy(["64:ff9b::/96", "::ffff:0:0/96"])
    told = {
        address: policy.objection(ip_address(address))
        for address in ("64:ff9b::808:808", "64:ff9b::7f00:1", "::ffff:10.0.0.1", "8.8.8.8", "::1")
    }
    assert told == {
        "64:ff9b::808:808": None, "64:ff9b::7f00:1": "loopback", "::ffff:10.0.0.1": "private",
        "8.8.8.8": None, "::1": "loopback",
    }  # fmt: skip


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1",
        "127.0.0.1.", "news.example.", "127.0.0.01", "1", "0", "0x", "256.256.256.256",
        "%31%32%37.0.0.1", "127%2e0.0.1", "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1",
        "[::1%25lo]", "[fe80::1%eth0]", "[::ffff:127.0.0.1", "[v1.x]", "exa mple", "a..b", "-a.b",
        "a" * 64 + ".example", "x\u200b.example",
    ],
)  # fmt: skip
def test_odd_spellings_of_hosts_are_refused_before_a_connection(site: Site, host: str) -> None:
    assert code_of(f"http://{host}:{site.port}/") in ("address", "url")
    assert site.connections == 0


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://news.example/", "scheme"),
        ("gopher://news.example/", "scheme"),
        ("data:text/plain,x", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("/relative", "scheme"),
        ("//news.example/", "scheme"),
        ("http:///path", "url"),
        ("http://", "url"),
        ("http://news.example:99999/", "url"),
        ("http://news.example:abc/", "url"),
        ("http://news.example\\@127.0.0.1/", "url"),
        ("http://news.example/\r\nHost: other", "url"),
        ("http://news.example/" + "a" * 5000, "url"),
        ("http://news.example:25/", "port"),
        ("http://news.example:0/", "port"),
        ("https://news.example:22/", "port"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str, code: str) -> None:
    def no_one(host: str, port: int) -> Sequence[str]:
        raise AssertionError("nobody should ask for a name")

    assert code_of(url, fetcher(resolver=no_one)) == code


def test_a_name_with_one_bad_address_is_refused_whole(site: Site) -> None:
    own = fetcher(resolver=lambda host, port: ["127.0.0.1", "10.0.0.1"])
    assert code_of(site.url(), own) == "address"
    assert site.connections == 0


def test_a_name_is_asked_for_once_so_that_it_cannot_change_its_mind(site: Site) -> None:
    """DNS rebinding: a public address for the check, another one for the connection."""
    given = iter((["127.0.0.1"], ["127.0.0.2"], ["10.0.0.1"]))
    got = fetcher(resolver=lambda host, port: next(given)).get(site.url())
    assert (got.body, got.address, site.connections) == (BODY, "127.0.0.1", 1)


def test_the_next_address_is_tried_where_one_does_not_answer(site: Site) -> None:
    own = fetcher(resolver=lambda host, port: ["127.0.0.9", "127.0.0.1"])
    assert own.get(site.url()).address == "127.0.0.1"


def test_names_that_do_not_resolve_and_ports_that_nobody_holds(site: Site) -> None:
    def fail(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror("no such host")

    assert code_of(site.url(), fetcher(resolver=fail)) == "name"
    assert code_of(site.url(), fetcher(resolver=lambda host, port: [])) == "name"
    assert code_of(site.url(), fetcher(resolver=lambda host, port: ["garbage"])) == "name"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert code_of(f"http://news.example:{port}/") == "connection"


def test_a_user_in_an_address_is_not_sent_on(site: Site) -> None:
    got = fetcher().get(site.url(host="user:secret@news.example"))
    assert "secret" not in got.url
    assert "authorization" not in site.asked[0].headers


def test_names_in_other_letters_are_asked_for_as_dns_has_them(site: Site) -> None:
    fetcher().get(site.url("/grün weiß", host="bücher.example"))
    assert site.asked[0].headers["host"] == f"xn--bcher-kva.example:{site.port}"
    assert site.asked[0].path == "/gr%C3%BCn%20wei%C3%9F"


# Redirects


def test_five_redirects_are_followed_and_no_more(site: Site) -> None:
    for step in range(7):
        site.answers[f"/{step}"] = redirect(f"/{step - 1}" if step else "/")
    assert fetcher().get(site.url("/4")).body == BODY
    assert code_of(site.url("/5")) == "redirects"
    assert site.paths()[-6:] == ["/5", "/4", "/3", "/2", "/1", "/0"]
    site.answers["/loop"] = redirect("/loop")
    assert code_of(site.url("/loop")) == "redirects"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://10.0.0.1/", "address"),
        ("http://169.254.169.254/latest/meta-data/", "address"),
        ("http://[::ffff:10.0.0.1]/", "address"),
        ("http://2130706433/", "address"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://news.example/", "scheme"),
        ("http://other.example:25/", "port"),
        ("http://private.example/", "address"),
    ],
)
def test_every_redirect_is_checked_as_the_first_address_is(
    site: Site, location: str, code: str
) -> None:
    def resolver(host: str, port: int) -> Sequence[str]:
        return ["192.168.0.1"] if host == "private.example" else ["127.0.0.1"]

    site.answers["/"] = redirect(location)
    assert code_of(site.url(), fetcher(resolver=resolver)) == code
    assert site.connections == 1


def test_credentials_and_marks_go_to_their_own_origin_only(site: Site) -> None:
    secret = {"Authorization": "Bearer s", "Cookie": "c=1"}
    site.answers["/away"] = redirect(site.url("/there", host="other.example"))
    site.answers["/there"] = redirect(site.url("/back"))
    site.answers["/near"] = redirect("/back")
    site.answers["/back"] = answer(BODY, Set_Cookie="session=1")
    fetcher().get(site.url("/near"), headers=secret, etag='"1"')
    fetcher().get(site.url("/away"), headers=secret, etag='"1"')
    secrets = ("authorization", "cookie", "if-none-match")
    sent = [
        (one.path, one.headers["host"].split(":")[0], *(name in one.headers for name in secrets))
        for one in site.asked
    ]
    assert sent == [
        ("/near", "news.example", True, True, True),
        ("/back", "news.example", True, True, True),
        ("/away", "news.example", True, True, True),
        ("/there", "other.example", False, False, False),
        ("/back", "news.example", False, False, False),
    ]


def test_what_has_moved_for_good_is_told(site: Site) -> None:
    site.answers["/old"] = redirect("/", "301 Moved Permanently")
    site.answers["/now"] = redirect("/old")
    assert fetcher().get(site.url("/old")).moved
    assert not fetcher().get(site.url("/now")).moved


# Time and size


def drip(piece: bytes, seconds: float, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Iterator[bytes]:
    yield head
    while True:
        time.sleep(seconds)
        yield piece


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b"HTTP/1.1 "])
def test_a_slow_drip_ends_at_the_deadline(site: Site, head: bytes) -> None:
    site.answers["/drip"] = lambda asked: drip(b"x", 0.05, head)
    began = time.monotonic()
    assert code_of(site.url("/drip"), fetcher(total_seconds=0.5)) == "deadline"
    assert time.monotonic() - began < 1.0


def test_the_deadline_holds_for_all_redirects_and_the_resolver_together(site: Site) -> None:
    def slow(asked: Asked) -> Iterator[bytes]:
        time.sleep(0.2)
        yield redirect("/slow")

    site.answers["/slow"] = slow
    began = time.monotonic()
    assert code_of(site.url("/slow"), fetcher(total_seconds=0.5)) == "deadline"

    def asleep(host: str, port: int) -> Sequence[str]:
        time.sleep(3)
        return ["127.0.0.1"]

    assert code_of(site.url(), fetcher(total_seconds=0.3, resolver=asleep)) == "deadline"
    assert time.monotonic() - began < 1.5


def test_a_host_that_does_not_answer_is_given_up_within_the_time_to_connect() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        fillers = [socket.socket() for _ in range(3)]  # the queue is full: no more handshakes
        for one in fillers:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        began = time.monotonic()
        url = f"http://news.example:{full.getsockname()[1]}/"
        assert code_of(url, fetcher(connect_seconds=0.3)) in ("connection", "deadline")
        assert time.monotonic() - began < 3
        for one in fillers:
            one.close()


def endless(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        yield b"x" * 65536


def test_bodies_headers_and_bombs_stop_at_their_caps(site: Site) -> None:
    own = fetcher(max_bytes=100_000)
    site.answers |= {
        "/endless": endless,
        "/chunks": lambda asked: drip(b"1\r\nx\r\n" * 5000, 0, CHUNKED),
        "/headers": lambda asked: drip(b"X-A: " + b"y" * 60_000 + b"\r\n", 0, OK),
        "/interim": lambda asked: drip(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500, 0, b""),
        "/bomb": answer(bytes(50_000_000), packed=True),
        "/fits": answer(bytes(100_000), packed=True),
    }
    for path in ("/endless", "/chunks", "/bomb", "/interim"):
        assert code_of(site.url(path), own) == "too-long", path
    assert code_of(site.url("/headers"), own) == "protocol"
    assert own.get(site.url("/fits")).body == bytes(100_000)


def test_packed_bodies_are_unpacked_and_broken_ones_told(site: Site) -> None:
    packed = gzip.compress(BODY)
    gzipped = {"Content_Encoding": "gzip"}
    site.answers |= {
        "/gzip": answer(packed, **gzipped),
        "/two": answer(packed + packed, **gzipped),
        "/deflate": answer(zlib.compress(BODY), Content_Encoding="deflate"),
        "/short": answer(packed[:-9], **gzipped),
        "/garbage": answer(b"garbage", **gzipped),
        "/br": answer(b"x", Content_Encoding="br"),
        "/cut": b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nx",
        "/nonsense": b"nonsense\r\n\r\n",
        "/silent": b"",
        "/empty": answer(b"", **gzipped),
    }
    assert fetcher().get(site.url("/gzip")).body == BODY
    assert fetcher().get(site.url("/two")).body == BODY * 2
    assert fetcher().get(site.url("/deflate")).body == BODY
    assert fetcher().get(site.url("/empty")).body == b""
    codes = {path: code_of(site.url(path)) for path in
             ("/short", "/garbage", "/br", "/cut", "/nonsense", "/silent")}  # fmt: skip
    assert codes == {
        "/short": "truncated", "/garbage": "encoding", "/br": "encoding", "/cut": "protocol",
        "/nonsense": "protocol", "/silent": "protocol",
    }  # fmt: skip


def test_errors_are_of_the_one_tree_and_name_the_address(site: Site) -> None:
    with pytest.raises(SourceError, match=r"10\.0\.0\.1: private"):
        fetcher().get("http://10.0.0.1/")
    with pytest.raises(ValueError, match="printable ASCII"):
        fetcher().get(site.url(), headers={"X": "a\r\nb"})
    with pytest.raises(ValueError, match="does not appear"):
        Fetcher(allow=["intranet"])


# TLS


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def tls_site(authority: trustme.CA) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    with Site({"/": answer(BODY)}, tls=context) as opened:
        yield opened


def test_tls_is_verified_against_the_name_though_the_address_is_pinned(
    tls_site: Site, trusting: ssl.SSLContext
) -> None:
    got = fetcher(tls=trusting).get(tls_site.url())
    assert (got.body, got.address) == (BODY, "127.0.0.1")
    assert code_of(tls_site.url(host="other.example"), fetcher(tls=trusting)) == "tls"
    assert code_of(tls_site.url(), fetcher()) == "tls"


def test_nothing_leads_from_https_to_http(
    tls_site: Site, site: Site, trusting: ssl.SSLContext
) -> None:
    tls_site.answers["/"] = redirect(site.url())
    assert code_of(tls_site.url(), fetcher(tls=trusting)) == "downgrade"
    assert site.connections == 0
