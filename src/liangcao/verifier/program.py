"""The program: `liangcao-verify`. It says what it found in plain words and ends with 0, 1 or 2."""

import atexit
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liangcao import __version__
from liangcao.journal.cosignature import NOBODY, make_policy
from liangcao.journal.proof import read_proof, verify_proof
from liangcao.journal.signed_heads import GivenHead
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.refusals import N_, REFUSALS
from liangcao.verifier.evidence import Asked, check_evidence
from liangcao.verifier.logs import LogChecked, check_log, fetch_from
from liangcao.verifier.options import MANY, NO, ONE, USAGE, Given, read_options
from liangcao.verifier.outside import heads_in, read_head, typed_head
from liangcao.verifier.telling import as_data, as_text, problem_lines, problems_data
from liangcao.verifier.words import Words, language_of
from liangcao.verifier.workers import processes_here

EXIT_OK, EXIT_PROBLEM, EXIT_UNUSABLE = 0, 1, 2
_COMMON = {"--json": NO, "--help": NO, "-h": NO, "--version": NO, "--lang": ONE}
_HEADS = {"--head": MANY, "--size": ONE, "--root": ONE, "--most": ONE}
_EVIDENCE = {**_COMMON, **_HEADS, "--key": ONE, "--witness": MANY, "--processes": ONE}
_TILES = {**_COMMON, **_HEADS, "--key": ONE, "--vkey": ONE}
_PROOF = {**_COMMON, "--key": MANY, "--vkey": MANY, "--witness": MANY, "--quorum": ONE, "--entry": ONE}
_KEY_FILE_BYTES = 10_000
_HEAD_BYTES = 1 << 20
_SLOW_SECONDS, _EVERY_SECONDS, _EVERY_SECONDS_UNWATCHED = 1, 0.2, 5


@dataclass(frozen=True, slots=True)
class _Said:
    """What a run came to: for people, for programs, and how it ends."""

    text: str
    data: dict[str, Any]
    code: int


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that knows no tick must not stop us
    gc.disable()  # a short life, and millions of values with no circles among them
    code = run(sys.argv[1:])
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    atexit._run_exitfuncs()  # what processes shared is given back
    os._exit(code)  # all is said and closed: to take millions of values apart one by one would be work for nothing


def run(arguments: Sequence[str]) -> int:
    """Run with `arguments`; returns the exit code."""
    words = Words(language_of(_named_language(arguments)))
    is_json = "--json" in arguments
    try:
        said = _run(arguments, words)
    except Refused as refusal:
        reason = refusal.reasons[0]
        sentence = words.say(REFUSALS[reason.code].message, reason.params)
        said = _Said("", {"ok": False, "refused": reason.code, "what": sentence}, EXIT_UNUSABLE)
        print(f"✘ {sentence}", file=sys.stderr)  # noqa: T201 - this is what the program is for
    except KeyboardInterrupt:
        return EXIT_UNUSABLE
    out = json.dumps(said.data, ensure_ascii=False) if is_json else said.text
    try:
        if out:
            print(out, flush=True)  # noqa: T201 - this is what the program is for
    except BrokenPipeError:  # whoever read our answer has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return said.code


def _named_language(arguments: Sequence[str]) -> str:
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return ""


def _run(arguments: Sequence[str], words: Words) -> _Said:
    kind = arguments[0] if arguments and arguments[0] in ("tiles", "proof") else ""
    known = {"tiles": _TILES, "proof": _PROOF}.get(kind, _EVIDENCE)
    given = read_options(arguments[1:] if kind else arguments, known)
    if given.has("--version"):
        return _Said(f"liangcao-verify {__version__}", {"version": __version__}, EXIT_OK)
    if given.has("--help") or given.has("-h") or not arguments:
        usage = words.say(USAGE).rstrip()
        return _Said(usage, {"usage": usage}, EXIT_OK if arguments else EXIT_UNUSABLE)
    if len(given.words) != 1:
        raise refused("usage_wrong", detail=" ".join(given.words) or kind or "?")
    return {"tiles": _tiles, "proof": _proof}.get(kind, _evidence)(given, words)


def _evidence(given: Given, words: Words) -> _Said:
    notes, heads = _heads(given)
    asked = Asked(
        notes=notes,
        heads=heads,
        key=_text_of(given.one("--key")),
        witnesses=[_text_of(each) for each in given.values.get("--witness", ())],
        most=given.number("--most", 1000),
        processes=given.number("--processes", processes_here()),
        progress=_progress(words),
    )
    checked = check_evidence(Path(given.words[0]), asked)
    code = EXIT_OK if checked.ok else EXIT_PROBLEM
    return _Said(as_text(checked, words), as_data(checked, words), code)


def _tiles(given: Given, words: Words) -> _Said:
    notes, heads = _heads(given)
    key = _text_of(given.one("--key") or given.one("--vkey"))
    if not key:
        raise refused("usage_wrong", detail="--key")
    place = given.words[0]
    checked = check_log(
        fetch_from(place), key, [*heads, *heads_in(notes)], _progress(words), most=given.number("--most", 1000)
    )
    return _Said(_log_text(checked, words), _log_data(checked, words), EXIT_OK if checked.ok else EXIT_PROBLEM)


def _log_text(checked: LogChecked, words: Words) -> str:
    about = {"origin": checked.origin, "size": checked.size, "root": checked.root.hex()}
    counts = {"tiles": checked.tiles, "bundles": checked.bundles}
    lines = [words.say(N_("  日志 {origin}，{size} 笔，树根 {root}"), about)]
    lines.append(words.say(N_("  核对了 {tiles} 个瓦片、{bundles} 个条目包"), counts))
    if checked.withheld:
        told = {"n": checked.withheld}
        lines.append(words.say(N_("  {n} 个条目包不对外公开：条目的哈希值核对了，内容没有核对"), told))
    if checked.given_heads:
        lines.append(words.say(N_("  您带来的树头：{n} 个都相符"), {"n": checked.given_heads}))
    if checked.ok:
        return "\n".join([words.say(N_("✔ 日志与它签名的树头相符")), *lines])
    head = words.say(N_("✘ 核验不通过：发现 {n} 个问题"), {"n": checked.found})
    return "\n".join([head, *lines, "", *problem_lines(checked.problems, checked.found, words)])


def _log_data(checked: LogChecked, words: Words) -> dict[str, Any]:
    return {
        "ok": checked.ok,
        "origin": checked.origin,
        "size": checked.size,
        "root": checked.root.hex(),
        "tiles": checked.tiles,
        "bundles": checked.bundles,
        "withheld": checked.withheld,
        "given_heads": checked.given_heads,
        "found": checked.found,
        "problems": problems_data(checked.problems, words),
    }


def _proof(given: Given, words: Words) -> _Said:
    keys = [_text_of(each) for name in ("--key", "--vkey") for each in given.values.get(name, ())]
    if not keys:
        raise refused("usage_wrong", detail="--key")
    proof = read_proof(_read(given.words[0], _HEAD_BYTES).decode(errors="replace"))
    body = _read(given.one("--entry"), 1 << 30) if given.has("--entry") else proof.extra
    witnesses = [_text_of(each) for each in given.values.get("--witness", ())]
    policy = make_policy(witnesses, given.number("--quorum", len(witnesses))) if witnesses else NOBODY
    try:
        head = verify_proof(proof, body, keys, policy)
    except Refused as refusal:
        reason = refusal.reasons[0]
        sentence = words.say(REFUSALS[reason.code].message, reason.params)
        data = {"ok": False, "problem": reason.code, "what": sentence}
        return _Said(words.say(N_("✘ 证明不成立：{what}"), {"what": sentence}), data, EXIT_PROBLEM)
    about = {"entry": proof.number, "size": head.size, "origin": head.origin}
    text = words.say(N_("✔ 证明成立：第 {entry} 笔在日志 {origin} 的 {size} 笔之中，原文："), about)
    shown = body.decode(errors="replace")
    return _Said(f"{text}\n{shown}", {"ok": True, **about, "body": shown}, EXIT_OK)


def _heads(given: Given) -> tuple[list[str], list[GivenHead]]:
    """Signed notes, and heads without a signature."""
    notes: list[str] = []
    heads: list[GivenHead] = []
    for name in given.values.get("--head", ()):
        note, head = read_head(_read(name, _HEAD_BYTES).decode(errors="replace"))
        if note:
            notes.append(note)
        else:
            heads.append(head)
    if given.has("--size") != given.has("--root"):
        raise refused("usage_wrong", detail="--size --root")
    if given.has("--size"):
        heads.append(typed_head(given.one("--size"), given.one("--root")))
    return notes, heads


def _text_of(value: str) -> str:
    """A key as it was typed, or out of the file of that name."""
    if value and "+" not in value and Path(value).is_file():
        return _read(value, _KEY_FILE_BYTES).decode(errors="replace").strip()
    return value.strip()


def _read(name: str, most: int) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise refused("path_unusable", path=name, detail=error.strerror or error) from error


def _progress(words: Words) -> Callable[[int, int], None]:
    """Tells on stderr how far things are, once they take longer than a second."""
    begun = last = time.monotonic()
    is_watched = sys.stderr.isatty()

    def tell(done: int, all_of_them: int) -> None:
        nonlocal last
        now = time.monotonic()
        pause = _EVERY_SECONDS if is_watched else _EVERY_SECONDS_UNWATCHED
        if now - begun < _SLOW_SECONDS or now - last < pause or os.environ.get("NO_PROGRESS"):
            return
        last = now
        sentence = words.say(N_("核验中：{done} / {all} 笔"), {"done": done, "all": all_of_them})
        end = "\r" if is_watched and done < all_of_them else "\n"
        print(sentence, end=end, file=sys.stderr, flush=True)  # noqa: T201 - this is what the program is for

    return tell
