"""Nasty values: what breaks services that look at what they are given only when it is as they expect."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from urllib.parse import quote

LONG, DEEP, LONGEST, LARGE = 20_000, 5_000, 60_000, 400
"""Characters, brackets, bytes of a target (the head of a request may have 64 KiB), and digits of a whole number that
Python reads and no float holds."""


def _words(text: str) -> list[str]:
    return text.split()


_NUMBERS = _words("""
    0 -0 -1 +1 1.0 1.5 00 01 1_000 1,000 0x10 1e5 1e999 -1e999 1e-999 NaN nan Infinity -Infinity 2147483648
    9223372036854775808 18446744073709551616 ٣ １ १ ² ① Ⅷ 𝟙 一 true TRUE yes null None undefined __proto__ constructor
""")
_DATES = _words("""
    99999 0000 -0001 +2025 2025-00 2025-13 2025-02-30 2025-06-31 2025-3 2025-03-14T25:61 2025-03-14T00:00:00Z
    9999-12-31 10000-01-01 0000-00-00 2025/2026 2025-W10 Y17E7 20250314 ２０２５ ٢٠٢٥-٠٣ 2025-03-14-15 2025-- - -- 2025-
""")
_JSON = _words("""
    [] {} [1e999] ["a",1e999,"a","b"] ["0123456789ab",0,"a","b"] ["0123456789ab",true,"a","b"] [NaN] {"a": "\\ud800"
    "\\u0000" {"__proto__":{}} {"a":1,"a":2}
""")
_IRIS = _words("""
    urn: urn:x http:// http://[::1 http://[::1]/ http://a:b:c/ //evil.example javascript:alert(1) file:///etc/passwd
    http://x/%zz <urn:x> _:b0 x: : :: http:x http://한국.example/광주 urn:x#a#b urn:x?a?b mailto:a@b organisations/
    https://w3id.org/innovation-kg/ https://w3id.org/innovation-kg/organisations/innovate-uk organisations/innovate-uk
""")
_PATHS = _words(r"""
    ../../etc/passwd .. . ./. ... / // a//b /a a/ \ ..\..\a a/../../b ~ con .json a.json.json organisations.
    organisations.exe organisations.ttl.csv .well-known a;b=c a,b
""")
_TEMPLATES = _words(r"""
    ' " ` '' ?x $x } { {} {0} {{7*7}} ${7*7} %s%n%x % %% %2 -- /* * ** (a+)+$ ( [ a|b ^ \ \u0000 & = && a=b + #
    ? @ ! | < > <!-- ]]> <script>alert(1)</script> a?b =cmd|'/C
""")
_CHARACTERS = (
    *("", " ", "1 ", " 1", "\x00", "a\x00b", "\r\nX-Injected: 1", "\n", "\t", "\x0b", "\x1b[31m", "\x7f", "\x85"),
    *(
        "\u2028",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "\U0010ffff",
        "\U000e0041",
        "e\u0301",
        "가",
    ),
    *("각", "İ", "ß", "ﬁ", "😀", "urn:x> <urn:y", "?x } #", "; DROP ALL", "http://x/ y", "http://x/\u202e"),
)
_LONG = (
    *(
        "9" * 30,
        "-" + "9" * 30,
        "9" * LARGE,
        "9" * DEEP,
        "[" + "9" * DEEP + "]",
        "[" * LONG,
        '{"a":' * DEEP,
        "a" * LONG,
        "a " * DEEP,
    ),
    *("," * DEEP, "." * DEEP, "-" * DEEP, "가" * DEEP, "e" + "\u0301" * DEEP, "http://x/" + "a" * LONG),
)
_PLAIN = (*_NUMBERS, *_DATES, *_JSON, *_IRIS, *_PATHS, *_TEMPLATES, *_CHARACTERS)
_CURSORS = tuple(urlsafe_b64encode(each.encode()).decode() for each in (*_JSON, *_LONG))
_OCTETS = (
    *(b"\xff", b"\xfe\xff", b"\xc0\xaf", b"\xc0\x80", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xed\xa0\x80\xed\xb0\x80"),
    *(b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\x80", b"a\xc3", b"\xea\xb4", b"\x00\xff"),
)
"""What is no UTF-8: overlong forms, halves of surrogates, characters that are cut off."""

_ESCAPED = [
    each.encode()
    for each in _words("""
    % %2 %zz %% %25%30%30 %2500 %u0041 %c0%ae%c0%ae%2f %2e%2e%2f %2F%2F %5C a%0d%0aX-Injected:%201 %E2%80%AE %00.json
    %20 %09 %26 %3D %23 %3F + a+b
""")
]
"""Escapes that are sent as they are."""

IN_TARGETS: tuple[bytes, ...] = (
    *(quote(each, safe="").encode()[:LONGEST] for each in dict.fromkeys((*_PLAIN, *_LONG, *_CURSORS))),
    *(quote(each, safe="").encode() for each in _OCTETS),
    *_ESCAPED,
)
"""All nasty values, as they stand in a target."""


def _lines(text: str) -> tuple[bytes, ...]:
    """One value a line; `\\xff` is that octet, and the first value is none at all."""
    return b"", *(line.strip().encode("latin-1") for line in text.strip().splitlines())


IN_HEADERS: dict[str, tuple[bytes, ...]] = {
    "accept": (
        *_lines("""
            *
            */*;q=0
            text/*;q=0
            text/turtle;q=1e999
            text/turtle;q=nan
            text/turtle;q=-1
            text/turtle;q=\xb2
            text/turtle;;;;
            a/b/c
            /
            ;
            ,,,,
            image/png
            application/json;version="a,b"
            text/turtle;a="
            \xff/\xff
            text/csv, application/json;q=0.00000001"""),
        b"text/turtle;q=0.5" * 500,
    ),
    "accept-encoding": (
        *_lines("""
            *
            *;q=0
            identity;q=0
            gzip;q=0, *;q=0
            gzip;q=nan
            gzip;q=1e999
            br, zstd, gzip
            gzip;q=\xb2
            \xff
            ,,,
            gzip;q="""),
        b"x" * 9000,
    ),
    "if-none-match": (
        *_lines("""
            *
            "
            ""
            W/"
            W/""
            "1-
            "-1-a"
            "\xb2-a"
            "9999999999999999999999-a"
            1
            ,,,
            "\xff"
            *, *"""),
        *(b'"' + b"9" * 5000 + b'-a"', b'"a", ' * 2000),
    ),
    "if-match": (*_lines('*\n"\nW/"a"\n"1-\n"\xff"'), b'"a", ' * 2000),
    "if-modified-since": _lines("yesterday\nThu, 99 Foo 99999 99:99:99 GMT\n\xff\n0"),
    "range": (*_lines("bytes=0-\nbytes=-1\nbytes=9-1\nbytes=1e999-\nlines=1-2\n\xff"), b"bytes=" + b"0-0," * 5000),
    "if-range": _lines('"a"\n\xff'),
    "content-type": (
        *_lines("""
            /
            text
            text/turtle; charset=utf-16
            text/turtle; charset=\xff
            text/turtle; charset=
            text/turtle; charset="
            \xff
            multipart/form-data
            multipart/form-data; boundary=
            multipart/form-data; boundary=\xff
            application/json; charset=latin-1
            application/x-www-form-urlencoded; charset=utf-7
            application/sparql-query; charset=utf-16
            application/octet-stream"""),
        *(b"text/turtle;" + b"a=b;" * 2000, b"multipart/form-data; boundary=" + b"a" * 5000),
    ),
    "content-encoding": (*_lines("identity\ngzip\ndeflate, gzip\nbr\n\xff\nx-gzip"), b"," * 500),
    "authorization": (
        *_lines("Bearer\nBearer \xff\nBasic YTpi\nBasic \xff\nbearer  x  y\nDigest a=b\n\xff\nBearer \t\nBearer null"),
        b"Bearer " + b"a" * 20_000,
    ),
    "cookie": (*_lines('=\n;\na=b; a=b\na="\\"\n\xff=\xff\n$Version=1; a\n__Host-a=b'), b"a=" + b"b" * 9000),
    "origin": (
        *_lines("null\n*\nhttps://a.example\n\xff\nhttps://a.example, https://b.example"),
        b"https://" + b"a" * 9000,
    ),
    "access-control-request-method": _lines("GET\nTRACE\n\xff\nget\nGET, PUT"),
    "access-control-request-headers": (*_lines("a, b\n\xff"), b"," * 5000),
    "cache-control": _lines("no-cache\nno-store\nmax-age=1e999\nmax-age=-1\n\xff\nonly-if-cached"),
    "forwarded": _lines('for=\nfor="[::1]:\xff"'),
    "x-forwarded-for": (*_lines("::\n1.2.3.4.5\n\xff\n127.0.0.1, \nfe80::1%eth0"), b"," * 500, b"a" * 5000),
    "x-forwarded-proto": _lines("https\njavascript\n\xff"),
    "x-http-method-override": _lines("DELETE\n\xff"),
    "expect": (b"100-continue",),
}
"""Nasty values of each header that something on the way may read."""


def json_values() -> tuple[str, ...]:
    """Nasty values of a field of a record, written in JSON."""
    odd = _words("""
        null true 0 -1 1e999 NaN [] [[]] {} {"@id":1} 1.5 ["a","a"] [{"document":1}] [{"document":"x","start":1e999}]
        [{"start":[]}] "\\ud800" "\\u0000"
    """)
    return (*odd, "9" * 400, "9" * 5000, *(json.dumps(each) for each in dict.fromkeys(_PLAIN)))


def turtle_terms() -> tuple[str, ...]:
    """Nasty objects of a triple."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    types = _words("integer decimal date dateTime gYear gYearMonth duration boolean anyURI string")
    texts = ("", "x", "1e999", "9" * 5000, "-1", "99999-01-01", "2025-02-30", "²", " 1 ", "\\u0000", "\\uFFFF")
    odd = ("[]", "()", "(1 2)", "<urn:x>", "<>", "'x'@en", "'x'@en--ltr", "'x'^^<urn:x>", "_:a", "true", "1e5")
    return (*odd, "<<( <urn:a> <urn:b> 1 )>>", *(f"'{text}'^^<{xsd}{name}>" for text in texts for name in types))
