"""Texts that break what is careless with text: markup, controls, directions, widths, lone halves, formulas, depth."""

NAUGHTY = (
    "", " ", "\u3000", ".", "…", "null", "undefined", "NaN", "-1", "1e999", "0x0", "＝＝", "=1+1", "@SUM(1)",
    "+cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "</title></svg><script>alert(1)</script>", "]]><!--", "--><svg onload=alert(1)>",
    '"onmouseover="alert(1)', "'onfocus='alert(1)' autofocus",
    "<![CDATA[x]]>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
    "&lt;b&gt;", "&amp;amp;", "&#x3C;script&#x3E;", "&nbsp;&copy;&bogus;", "{{7*7}}", "{% raw %}",
    "${7*7}", "%s%n%x", "%3Cscript%3E",
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//evil.example/x", "\\u003cscript\\u003e",
    "`;alert(1)//",
    "\u202e司公限有贸商", "\u2066a\u2069", "\u200b\u200c\u200d\ufeff", "e\u0301\u0327" * 20, "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "ﷺ", "﷽" * 9,
    "👨‍👩‍👧‍👦", "🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️‍🔥" * 30,
    "𠮷野家𝕳", "㋿㍿№℡", "ｱｲｳ", "ＷＷＷ", "龘" * 80, "W" * 300, "i" * 300, "青" * 300,
    "\x00", "a\x00b", "\x0b\x0c\x1f\x7f", "\ufffe\uffff",
    "\ud800", "\udfff\ud800", "\t\r\n", "a\u2028b\u2029c", "ı̇İſK",
    "עברית שלום", "مرحبا بالعالم", "हिन्दी", "ไทย้้้้", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ", "ئۇيغۇر", "한국어 조합", "ﬃ",
    "½⅓²", "\u0489" * 50,
)  # fmt: skip
