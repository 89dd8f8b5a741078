"""The HTTP door: what may not be reached is not, however it is written; what comes back stays within its bounds."""

import gzip
import re
import ssl
import zlib
from collections.abc import AsyncGenerator, Mapping
from ipaddress import ip_network
from itertools import cycle
from pathlib import Path

import pytest

from sportello.core import addresses, dialling
from sportello.core.http import Fetched, FetchFailed, FetchRefused, Reach, fetch, read_url
from sportello.core.reasons import code_of
from tests.core.outside import LOOPBACK, Reply, Site, moved, open_names, open_site, page

# Ways to write this machine, its network, and what lies around it. {port} is where a canary sits on 127.0.0.1 and ::1.
FORMS = (
    "http://127.0.0.1:{port}/ http://localhost:{port}/ http://LOCALHOST.:{port}/ http://127.0.0.1.:{port}/ "
    "http://127.1:{port}/ http://127.0.1:{port}/ http://2130706433:{port}/ http://0x7f000001:{port}/ "
    "http://0x7f.1:{port}/ http://017700000001:{port}/ http://0177.0.0.1:{port}/ http://0177.0x0.0.01:{port}/ "
    "http://127.0.0.01:{port}/ http://00000177.0.0.1:{port}/ http://127.000.000.001:{port}/ http://0:{port}/ "
    "http://0.0.0.0:{port}/ http://0x0:{port}/ http://[::1]:{port}/ http://[::]:{port}/ "
    "http://[0:0:0:0:0:0:0:1]:{port}/ http://[::ffff:127.0.0.1]:{port}/ http://[::ffff:7f00:1]:{port}/ "
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/ http://[::127.0.0.1]:{port}/ http://[::7f00:1]:{port}/ "
    "http://[64:ff9b::127.0.0.1]:{port}/ http://[64:ff9b::7f00:1]:{port}/ http://[64:ff9b:1::7f00:1]:{port}/ "
    "http://[2002:7f00:1::]:{port}/ http://[2002:7f00:1::1]:{port}/ http://[2001:0:7f00:1::]:{port}/ "
    "http://[2001::80ff:fffe]:{port}/ http://[::1%25lo]:{port}/ http://[::1%lo]:{port}/ http://[fe80::1]:{port}/ "
    "http://[fe80::1%25eth0]:{port}/ http://[fec0::1]:{port}/ http://[fc00::1]:{port}/ "
    "http://[fd12:3456::1]:{port}/ http://[ff02::1]:{port}/ http://[::5efe:7f00:1]:{port}/ "
    "http://[2606:4700::5efe:7f00:1]:{port}/ http://[::ffff:0:127.0.0.1]:{port}/ http://[v1.x]:{port}/ "
    "http://[127.0.0.1]:{port}/ http://[::1]x:{port}/ "
    # The same address in full-width and circled digits, which IDNA folds.
    "http://\uff11\uff12\uff17.\uff10.\uff10.\uff11:{port}/ http://①②⑦.⓪.⓪.①:{port}/ http://127。0。0。1:{port}/ "
    "http://ⓛocalhost:{port}/ http://127.0.0.1%00:{port}/ http://127.0.0.1%2f@example.com:{port}/ "
    "http://%31%32%37.0.0.1:{port}/ http://user@127.0.0.1:{port}/ http://user:secret@localhost:{port}/ "
    "http://example.com@127.0.0.1:{port}/ http://127.0.0.1:{port}#@example.com/ "
    "http://example.com:80@127.0.0.1:{port}/ http://127.0.0.1:{port}\\@example.com/ http:\\\\127.0.0.1:{port}/ "
    "http:///127.0.0.1:{port}/ http:127.0.0.1:{port}/ //127.0.0.1:{port}/ 127.0.0.1:{port} "
    "http://localhost.localdomain:{port}/ http://-localhost:{port}/ http://local\u200bhost:{port}/ "
    "http://local\u00adhost:{port}/ http://10.0.0.1:{port}/ http://10.255.255.254:{port}/ "
    "http://172.16.0.1:{port}/ http://192.168.1.1:{port}/ http://100.64.0.1:{port}/ "
    "http://169.254.169.254:{port}/latest/meta-data/ http://[::ffff:169.254.169.254]:{port}/ "
    "http://[::ffff:a9fe:a9fe]:{port}/ http://[fd00:ec2::254]:{port}/ http://2852039166:{port}/ "
    "http://0xa9fea9fe:{port}/ http://192.0.0.1:{port}/ http://192.0.2.1:{port}/ http://198.18.0.1:{port}/ "
    "http://203.0.113.1:{port}/ http://192.88.99.1:{port}/ http://224.0.0.1:{port}/ http://240.0.0.1:{port}/ "
    "http://255.255.255.255:{port}/ http://[100::1]:{port}/ http://[2001:db8::1]:{port}/ "
    "http://[3fff::1]:{port}/ http://[5f00::1]:{port}/ file:///etc/passwd ftp://127.0.0.1:{port}/ "
    "gopher://127.0.0.1:{port}/_x dict://127.0.0.1:{port}/ data:text/html,x javascript:alert(1) "
    "unix:///var/run/docker.sock jar:http://127.0.0.1:{port}!/ http+unix://%2Frun/x http://:{port}/ http:// "
)
NAMES = {
    "private.example": [["10.0.0.1"]],
    "loop.example": [["127.0.0.1"]],
    "metadata.example": [["169.254.169.254"]],
    "half.example": [["93.184.216.34", "127.0.0.1"]],
    "mapped.example": [["127.0.0.53"]],
}


@pytest.fixture
async def canary() -> AsyncGenerator[Site]:
    """A server on this machine that must not be asked anything."""
    async with open_site("127.0.0.1", "::1") as site:
        yield site


def everything(port: int) -> list[str]:
    return [form.format(port=port) for form in FORMS.split()]


async def offers(url: str, reach: Reach) -> str | None:
    """Why a URL is refused; None where it was fetched."""
    try:
        await fetch(url, most=1_000, within=5, reach=reach)
    except FetchFailed as failure:
        return f"TRIED {failure.detail}"
    except FetchRefused as refusal:
        return refusal.detail
    return None


async def test_nothing_private_is_reached_however_it_is_written(canary: Site) -> None:
    reach = Reach(ports={80, 443, canary.port})
    said = {url: await offers(url, reach) for url in everything(canary.port)}
    assert len(said) >= 90
    # Only what no resolver knows may come as far as a look-up: there is nothing to dial.
    tried = [
        url
        for url, reason in said.items()
        if reason is None or (reason.startswith("TRIED") and "cannot be found" not in reason)
    ]
    assert not tried
    assert canary.asked == []


def _anything(*_: object, **__: object) -> bool:
    return True


async def test_the_canaries_would_have_sung(canary: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # The planted violation: a judge who lets everything pass. Then the same forms do reach this machine.
    monkeypatch.setattr(addresses, "is_reachable", _anything)
    reach = Reach(ports={80, 443, canary.port})
    for url in everything(canary.port)[:24]:
        await offers(url, reach)
    assert len(canary.asked) >= 6


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_as_good_as_its_worst_address(canary: Site, name: str) -> None:
    async with open_names({each: list(answers) for each, answers in NAMES.items()}) as names:
        reach = Reach(ports={canary.port}, resolve=names.resolve)
        said = await offers(f"http://{name}:{canary.port}/", reach)
    assert "private or reserved" in str(said)
    assert canary.asked == []


async def test_a_name_that_changes_its_mind_is_asked_once(canary: Site) -> None:
    # 127.0.0.9 is allowed and has nobody; the canary sits where the second answer points.
    async with open_names({"flip.example": [["127.0.0.9"], ["127.0.0.1"]]}) as names:
        reach = Reach(networks=[ip_network("127.0.0.9")], ports={canary.port}, resolve=names.resolve)
        url = f"http://flip.example:{canary.port}/"
        said = await offers(url, reach)
        assert str(said).startswith("TRIED")
        assert names.asked == ["flip.example"]
        assert "private or reserved" in str(await offers(url, reach))
    assert canary.asked == []


async def test_each_hop_is_judged(canary: Site) -> None:
    async with open_site("127.0.0.2") as site:
        site.pages = {
            f"/{at}": moved(url, status)
            for at, (url, status) in enumerate(zip(everything(canary.port), cycle((301, 302, 307, 308)), strict=False))
        }
        reach = Reach(networks=[ip_network("127.0.0.2")], ports={site.port, canary.port})
        for path in site.pages:
            assert await offers(f"http://127.0.0.2:{site.port}{path}", reach) is not None
        assert len(site.asked) >= len(site.pages), "some of them lead to a page beside this one"
    assert canary.asked == []


async def test_a_hop_may_be_written_in_letters_of_its_own(canary: Site) -> None:
    canary.pages = {"/": moved("/città"), "/citt%C3%A0": page("Siamo aperti.")}
    assert (await fetch(canary.url, most=100, within=5, reach=canary.reach)).url.endswith("/citt%C3%A0")


async def test_a_chain_of_hops_ends(canary: Site) -> None:
    canary.pages = {"/": moved("/again"), "/again": moved("/")}
    with pytest.raises(FetchFailed, match="more than 5 times"):
        await fetch(canary.url, most=10, within=5, reach=canary.reach)
    assert len(canary.asked) == 6


@pytest.mark.parametrize(
    ("written", "public"),
    [
        *((address, False) for address in ("100.64.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1", "224.0.0.1")),
        *((address, False) for address in ("::", "::1", "fe80::1%eth0", "192.0.0.8", "2001:20::1", "nonsense")),
        *((address, True) for address in ("93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101")),
        *((address, True) for address in ("::ffff:1.1.1.1", "2002:101:101::1", "100.128.0.1", "172.32.0.1")),
    ],
)
def test_what_counts_as_public(written: str, public: bool) -> None:  # noqa: FBT001
    assert addresses.is_reachable(written) is public


def test_a_url_has_one_normal_form() -> None:
    assert read_url("HTTP://Müller.Example.:80/a b?q=ä&x=[1]#part".replace(" ", "%20")).url == (
        "http://xn--mller-kva.example/a%20b?q=%C3%A4&x=[1]"
    )
    assert read_url("https://example.com").url == "https://example.com/"
    assert read_url("https://[2606:4700::1111]/").host == "2606:4700::1111"
    for port in ("22", "8080", "0", "99999", "x", "-1"):
        with pytest.raises(FetchRefused):
            read_url(f"http://example.com:{port}/")


async def test_a_page_comes_with_all_that_is_known_of_it(canary: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    canary.pages = {
        "/old": moved("new?x=1"),
        "/new?x=1": page(
            "<p>Ciao", ETag='"7"', **{"Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT", "Set-Cookie": "a=b"}
        ),
    }
    fetched = await fetch(f"{canary.url}/old", most=100, within=5, accept={"text/html"}, reach=canary.reach)
    assert fetched == Fetched(
        f"{canary.url}/new?x=1", 200, "text/html", "utf-8", b"<p>Ciao", '"7"', "Sat, 21 Nov 2026 10:00:00 GMT"
    )
    head = canary.heads[-1]
    assert head["user-agent"].startswith("Sportello/")
    assert head["host"] == f"127.0.0.1:{canary.port}"
    assert "cookie" not in head


async def test_what_has_not_changed_is_not_sent_again(canary: Site) -> None:
    def page_or_not(head: Mapping[str, str]) -> Reply:
        return Reply(status=304) if head.get("if-none-match") == '"7"' else page("new")

    canary.pages = {"/": page_or_not}
    again = await fetch(canary.url, most=10, within=5, accept={"text/html"}, etag='"7"', reach=canary.reach)
    assert again.unchanged
    assert again.body == b""
    assert canary.heads[-1]["if-none-match"] == '"7"'
    assert not (await fetch(canary.url, most=10, within=5, etag='"6"', reach=canary.reach)).unchanged


ZEROS = bytes(50_000_000)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"x" * 1001), "larger than 0.000954 MB"),
        (Reply(b"x" * 1001, headers={"Content-Length": ""}), "larger than"),
        (Reply(gzip.compress(ZEROS), headers={"Content-Encoding": "gzip"}), "larger than"),
        (Reply(zlib.compress(b"x" * 1001), headers={"Content-Encoding": "deflate"}), "larger than"),
        (Reply(b"x", headers={"Content-Encoding": "br"}), "packs its answer as br"),
        (Reply(b"not packed at all", headers={"Content-Encoding": "gzip"}), "packed wrongly"),
        (Reply(gzip.compress(b"x" * 100)[:-9], headers={"Content-Encoding": "gzip"}), "broke off"),
        (Reply(b"x" * 10, headers={"Content-Length": "20"}), "broke off"),
        (Reply(b"x", headers={"Content-Type": "image/png"}), "is image/png"),
        (Reply(status=404), "has nothing at / (404)"),
        (Reply(status=403), "lets no programs in"),
        (Reply(status=503), "answered 503"),
        (Reply(b"slow" * 100, drip=0.1), "took longer than 1 seconds"),
    ],
)
async def test_an_answer_out_of_bounds_is_not_taken(canary: Site, reply: Reply, said: str) -> None:
    canary.pages = {"/": Reply(reply.body, reply.status, {"Content-Type": "text/html", **reply.headers}, reply.drip)}
    with pytest.raises(FetchRefused) as refused:
        await fetch(canary.url, most=1_000, within=1, accept={"text/html"}, reach=canary.reach)
    assert said in refused.value.detail
    again = isinstance(refused.value, FetchFailed) and refused.value.again
    assert again is (said in {"answered 503", "broke off", "took longer than 1 seconds"})


@pytest.mark.parametrize("wbits", [zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16])
async def test_every_packing_in_use_is_unpacked(canary: Site, wbits: int) -> None:
    packer = zlib.compressobj(wbits=wbits)
    body = packer.compress(b"words " * 1_000) + packer.flush()
    canary.pages = {"/": Reply(body, headers={"Content-Encoding": "gzip" if wbits > 20 else "deflate"})}
    assert (await fetch(canary.url, most=6_000, within=5, reach=canary.reach)).body == b"words " * 1_000


async def test_gzip_of_several_members_is_read_whole(canary: Site) -> None:
    body = b"".join(gzip.compress(words * 100) for words in (b"one ", b"two ", b"three "))
    whole = b"one " * 100 + b"two " * 100 + b"three " * 100
    for drip in (0, 0.000_1):
        canary.pages = {"/": Reply(body + bytes(8), headers={"Content-Encoding": "gzip"}, drip=drip)}
        assert (await fetch(canary.url, most=6_000, within=5, reach=canary.reach)).body == whole
    canary.pages = {"/": Reply(body[:-9], headers={"Content-Encoding": "gzip"})}
    with pytest.raises(FetchFailed, match="broke off"):
        await fetch(canary.url, most=6_000, within=5, reach=canary.reach)
    canary.pages = {"/": Reply(body, headers={"Content-Encoding": "gzip"})}
    with pytest.raises(FetchRefused, match="larger than"):
        await fetch(canary.url, most=900, within=5, reach=canary.reach)


async def test_nobody_at_home_is_told_apart_from_not_allowed(canary: Site) -> None:
    reach = Reach(networks=LOOPBACK, ports={1, canary.port})
    with pytest.raises(FetchFailed, match="cannot be reached") as failed:
        await fetch("http://127.0.0.1:1/", most=10, within=5, reach=reach)
    assert failed.value.again
    with pytest.raises(FetchFailed, match=r"^no-such-host\.invalid cannot be found\. Check the address\.$") as failed:
        await fetch("http://no-such-host.invalid/", most=10, within=5)
    assert (code_of(failed.value.detail), failed.value.again) == ("host_unknown", True)


CERTIFICATES = Path(__file__).parent / "certificates"


async def at_home(_host: str) -> list[str]:
    return ["127.0.0.1"]


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own authority is trusted, as those of the web are."""
    ours = ssl.create_default_context()
    ours.load_verify_locations(CERTIFICATES / "authority.pem")
    monkeypatch.setattr(dialling, "_trust", lambda: ours)


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize(
    ("host", "certificate", "reason"),
    [
        ("shop.example", "shop.pem", None),
        ("shop.example", "self-signed.pem", "self.signed certificate"),
        ("other.example", "shop.pem", "Hostname mismatch, certificate is not valid for 'other.example'"),
    ],
)
async def test_who_does_not_prove_who_they_are_is_not_heard(host: str, certificate: str, reason: str | None) -> None:
    async with open_site(certificate=CERTIFICATES / certificate) as site:
        reach = Reach(networks=LOOPBACK, ports={site.port}, resolve=at_home)
        site.pages = {"/": page("hello")}
        said = await offers(f"https://{host}:{site.port}/", reach)
    if reason is None:
        assert said is None
    else:
        assert re.search(f"^TRIED {host} does not prove who it is: {reason}", str(said))
    assert site.asked == ([] if reason else ["/"])


async def test_an_authority_that_nobody_knows_proves_nothing() -> None:
    async with open_site(certificate=CERTIFICATES / "shop.pem") as site:
        reach = Reach(networks=LOOPBACK, ports={site.port}, resolve=at_home)
        said = await offers(f"https://shop.example:{site.port}/", reach)
    assert str(said).startswith("TRIED shop.example does not prove who it is: unable to get local issuer")
    assert site.asked == []
