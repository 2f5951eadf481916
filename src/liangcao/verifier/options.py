"""Reading what was typed after the program's name: plain words for whoever typed it wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

NO, ONE, MANY = "no", "one", "many"


@dataclass(slots=True)
class Given:
    """What was given: words without a dash, and options with their values (an empty one for those that take none)."""

    words: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)

    def has(self, option: str) -> bool:
        """True when the option was given."""
        return option in self.values

    def one(self, option: str) -> str:
        """The last value of an option, else nothing."""
        return self.values.get(option, [""])[-1]

    def number(self, option: str, otherwise: int) -> int:
        """The whole number given with an option; raises Refused ``usage_wrong``."""
        text = self.one(option)
        if not text:
            return otherwise
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
            raise refused("usage_wrong", detail=f"{option} {text}")
        return int(text)


def read_options(arguments: Sequence[str], known: Mapping[str, str]) -> Given:
    """The `arguments` as the `known` options (``--head``: ``MANY``) have them; raises Refused ``usage_wrong``."""
    given = Given()
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            given.words.append(word)
            continue
        option, has_value, value = word.partition("=")
        takes = known.get(option)
        if takes is None or (takes == NO and has_value):
            raise refused("usage_wrong", detail=word)
        if takes == NO:
            given.values[option] = [""]
            continue
        if not has_value:
            if not rest:
                raise refused("usage_wrong", detail=option)
            value = rest.pop(0)
        given.values.setdefault(option, []).append(value)
        if takes == ONE and len(given.values[option]) > 1:
            raise refused("usage_wrong", detail=option)
    return given


USAGE = N_("""\
核验粮草账本的证据，不需要原来的系统。

  liangcao-verify 证据.zip                         核验一份证据
      --head 文件          从外面得到的树头：签名文本，或抄下的三行（可以给几个）
      --size 笔数 --root 树根   照打印的日报手打一个树头
      --key 公钥           从外面抄来的公钥（文本或文件）
      --witness 公钥       信任的见证人的公钥（可以给几个）
      --most 个数          最多列出多少个问题，默认 1000
      --processes 个数     用几个进程，默认看机器

  liangcao-verify tiles 目录或网址 --vkey 公钥      核验任何 C2SP 瓦片日志
  liangcao-verify proof 文件 --vkey 公钥            核验一份 tlog-proof 证明

  到处都能加：--json 给程序看，--lang zh 或 en，--help，--version
  退出码：0 没有问题，1 有问题，2 打不开或用法不对
""")
