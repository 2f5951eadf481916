"""What stands in every evidence file for the person who opens it."""

READ_ME_TEXT = """\
这是粮草账本的证据文件。核验它不需要原来的系统，也不必相信任何人：

    python liangcao-verify.pyz 这个文件.zip

核验程序可从任何一家应急物资办公室的“核验”页面下载，需要 Python 3.11 或更新版本和 cryptography 包。
从打印的日报上抄来的树头用 --head 或 --size、--root 给它，才能证明尾部没有被截掉、整本账没有被重做。

    manifest.json           清单：每个部件的 SHA-256
    journal/entries/        账目原文，一行一笔，行号就是笔号（从文件名里的数开始）
    journal/leaf_hashes.bin 每笔的哈希值，各 32 字节
    journal/checkpoints     签过名的树头；journal/keys 公钥
    ledger/                 台账行、占用、结存
    tables/                 单据表
    rules.json              岗位和不相容职责
    opening/                只有一段时间的证据才有：这段时间开始时的情况，是办公室自己说的

里面没有姓名、电话、密码：账目里只有它们的承诺值。


This is evidence from the books of a Liangcao office. To verify it you need neither the system it came from nor
anybody's word:

    python liangcao-verify.pyz this-file.zip

The program can be had from the page "Verify" of any office; it needs Python 3.11 or newer and the package cryptography.
Give it heads copied from printed daily reports by --head, or --size and --root: only they prove that no tail was cut
off and that the books were not made anew as a whole.

    manifest.json           the SHA-256 of every part
    journal/entries/        the entries themselves, one a line; the line is the number (from the one in the file's name)
    journal/leaf_hashes.bin the hash of every entry, 32 bytes each
    journal/checkpoints     signed heads; journal/keys the public keys
    ledger/                 ledger lines, holds, balances
    tables/                 document tables
    rules.json              roles, and duties that exclude one another
    opening/                only in evidence of a period: how things stood when it began, by the office's own word

There are no names, phones or passwords in it: entries hold only commitments to them.
"""
