"""The witnesses an office names in its settings, and how they are asked over the network: only they, and briefly."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from urllib.parse import urlsplit

from liangcao.cli.settings import Settings
from liangcao.journal.cosignature import Policy, make_policy
from liangcao.journal.handing_over import Post, Reply
from liangcao.journal.note import VerifierKey
from liangcao.journal.witness import MOST_BYTES
from liangcao.kernel.errors import refused

ANSWER_WITHIN_SECONDS = 5


@dataclass(frozen=True, slots=True)
class NamedWitness:
    """A witness of the settings; without `url` it is reached by files."""

    key: VerifierKey
    url: str


def named_witnesses(settings: Settings) -> tuple[NamedWitness, ...]:
    """The witnesses of the settings, each ``vkey url``, between semicolons or line ends.

    Raises Refused ``witnesses_unreadable``, ``key_unreadable``, ``witness_twice``, ``quorum_too_large``.
    """
    lines = [part.split() for part in settings.witnesses.replace("\n", ";").split(";") if part.strip()]
    if any(len(words) > 2 or not all(map(_is_address, words[1:])) for words in lines):
        raise refused("witnesses_unreadable")
    policy = make_policy([words[0] for words in lines], settings.witness_quorum)
    return tuple(
        NamedWitness(key, words[1].rstrip("/") if len(words) > 1 else "")
        for key, words in zip(policy.witnesses, lines, strict=True)
    )


def policy_of(settings: Settings) -> Policy:
    """How many of which witnesses are enough; raises Refused as `named_witnesses` does."""
    named = named_witnesses(settings)
    return make_policy([each.key.text for each in named], settings.witness_quorum)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and not parts.fragment


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A witness answers where it is, or not at all."""

    def redirect_request(self, *_given: object, **_named: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def post_to(witness: NamedWitness) -> Post:
    """Hands requests to `witness` over the network; it has a few seconds to answer."""
    return partial(_post, witness)


def _post(witness: NamedWitness, text: str) -> Reply:
    """Raises Refused ``witness_silent``."""
    request = urllib.request.Request(  # noqa: S310 - the scheme is http or https: `named_witnesses` looked
        f"{witness.url}/add-checkpoint",
        data=text.encode(),
        headers={"Content-Type": "text/plain; charset=utf-8", "User-Agent": "liangcao"},
        method="POST",
    )
    try:
        with _opener.open(request, timeout=ANSWER_WITHIN_SECONDS) as response:
            return Reply(response.status, response.headers.get("content-type", ""), _text(response.read(MOST_BYTES)))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.headers.get("content-type", ""), _text(error.read(MOST_BYTES)))
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        detail = getattr(reason, "strerror", None) or str(reason) or type(error).__name__
        raise refused("witness_silent", name=witness.key.name, detail=detail) from error


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
