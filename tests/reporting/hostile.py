"""Strings that would run a script, or fetch something, on a page that does not escape them."""

from __future__ import annotations

from itertools import product

SINGLE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</template><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<script/src='data:,alert(1)'></script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "<base href='https://example.invalid/'>",
    "<link rel=stylesheet href=https://example.invalid/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=javascript:alert(1)><button>x",
    "<style>*{background:url(https://example.invalid/x)}</style>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "${alert(1)}`;alert(1)//",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "<\x00script>alert(1)</script>",
    "<ſcript>alert(1)</ſcript>\u2028alert(1)\u2029",
    "\ud83d<img src=x onerror=alert(1)>\udc00",
    "\u202e<img src=x onerror=alert(1)>\x1b]0;x\x07",
)

# Ways out of where a text may stand: an attribute, a comment, an element of raw text, a script.
BREAKS = (
    "",
    '">',
    "'>",
    "</script>",
    "</style>",
    "</title></template>",
    "-->",
    "]]>",
    "*/ ",
    "\\",
    "\n\r\t",
)
VECTORS = (
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)//",
    "<svg/onload=alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
    "<template><script>alert(1)</script></template>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
HOSTILE = tuple(
    dict.fromkeys((*SINGLE, *(start + vector for start, vector in product(BREAKS, VECTORS))))
)
"""More than 200 strings."""
