"""Make the fonts that go into PDFs anew, from Debian's fonts-noto-cjk (OFL-1.1): `python scripts/fonts.py`.

What one station prints must look the same at another, whatever fonts the machine has, so they travel in the package:
every character of GBK in regular, every one of GB2312 in bold. Ligatures and local forms are dropped: with them the
files would be twice as large.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FROM = Path("/usr/share/fonts/opentype/noto")
TO = Path(__file__).parent.parent / "src" / "liangcao" / "printing" / "fonts"
SIMPLIFIED_CHINESE = 2
"""The face of that name in the collection."""
RARE_IN_NAMES = (
    "䶮㛃䒟䴙䴘㑇㘎㙍㥄㧑㭎㰀㳇㳘㵐㶉㸆㺄㻬㽏䅟䌷䌹䍁䎃䏝䏡䐃䐺䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃"
    "䲟䲠䲢䴓䴔䴕䴖䴗䶮𬭎𬇙𬙊𬬭"
)
LATIN_AND_SIGNS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
SIGNS = "–—‘’“”…‰′″※€℃№™→←↑↓↔⇄∞≈≠≤≥■□▲△▼▽●○◆◇★☆✓⚠①②③④⑤⑥⑦⑧⑨⑩¥￥"


def characters(encoding: str) -> Iterator[str]:
    """Every character of two bytes that `encoding` has."""
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                yield bytes((high, low)).decode(encoding)
            except UnicodeDecodeError:
                continue


def ranges(points: Iterable[int]) -> Iterator[str]:
    """`points` as ranges, first and last of each in hexadecimal."""
    start = last = -2
    for point in (*sorted(points), -2):
        if point != last + 1:
            if start >= 0:
                yield f"{start:X}-{last:X}"
            start = point
        last = point


def make(weight: str, encoding: str) -> None:
    """Write one font with the characters of `encoding`, and say how large it became."""
    font = TTFont(FROM / f"NotoSansCJK-{weight}.ttc", fontNumber=SIMPLIFIED_CHINESE)
    options = subset.Options()
    options.drop_tables += ["GSUB", "GPOS", "vhea", "vmtx", "VORG", "BASE"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join({*characters(encoding), *LATIN_AND_SIGNS, *SIGNS, *RARE_IN_NAMES}))
    subsetter.subset(font)
    target = TO / f"NotoSansCJKsc-{weight}.otf"
    font.save(target)
    if weight == "Regular":
        (TO / "covered.txt").write_text("\n".join(ranges(font.getBestCmap())) + "\n")
    sys.stdout.write(f"{target.name}: {target.stat().st_size:,} bytes, {len(font.getGlyphOrder()):,} glyphs\n")


if __name__ == "__main__":
    make("Regular", "gbk")
    make("Bold", "gb2312")
