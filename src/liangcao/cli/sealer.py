"""The sealer beside the server: heads are signed every few seconds and when a day is closed, witnesses asked apart.

Nothing here can stop the office: what goes wrong is said, and tried again.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from liangcao.cli.books import DISTRICT, seal_books
from liangcao.cli.terminal import Terminal
from liangcao.cli.witnesses import NamedWitness, named_witnesses, post_to
from liangcao.journal.handing_over import Post, WitnessBoard, hand_over, word_of
from liangcao.journal.seal import last_seal
from liangcao.kernel.clock import SystemClock
from liangcao.kernel.errors import Refused, refused
from liangcao.language import current_language, speaking, translate_reason
from liangcao.ledger.party_flows import sum_flows
from liangcao.ledger.past import mark_stock
from liangcao.operations.office import Office
from liangcao.storing.queries import last_closing

SEAL_EVERY_SECONDS = 10
LOOK_EVERY_SECONDS = 1
"""So soon after a day was closed its head is signed."""
ASK_EVERY_SECONDS = 5
LONGEST_PAUSE_SECONDS = 300


class Sealer:
    """Seals the books of `office` and says what goes wrong to `terminal`, each thing once."""

    def __init__(self, terminal: Terminal, office: Office, board: WitnessBoard) -> None:
        self._terminal, self._office, self._board = terminal, office, board
        self._said = ""
        self._is_broken = False
        self._stopped = threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Inside the block it works in threads of its own; the head is sealed once more at the end."""
        asked = [each for each in named_witnesses(self._terminal.settings) if each.url]
        work: Sequence[Callable[[], None]] = [self._seal_on, *(self._asking(each) for each in asked)]
        language = current_language()

        def speak(deed: Callable[[], None]) -> None:
            with speaking(language):
                deed()

        threads = [threading.Thread(target=speak, args=(deed,), name="sealer", daemon=True) for deed in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            for thread in threads:
                thread.join()
            self.seal()

    def seal(self) -> None:
        """Seal what is new; when the books no longer continue their last head, nothing is ever signed again."""
        if self._is_broken:
            return
        try:
            seal_books(self._terminal.settings, self._office)
            mark_stock(self._office.database, self._office.district_id)
            while sum_flows(self._office.database, self._office.district_id):
                pass  # a long history is summed in parts, so that others can write between them
            self._said = ""
        except Refused as refusal:
            self._is_broken = refusal.code == "head_not_continued"
            self._say(translate_reason(refusal.reasons[0], current_language()))
        except Exception as error:  # the database may be away for a while
            self._say(f"{type(error).__name__}: {error}".split("\n")[0])

    def _seal_on(self) -> None:
        waited = SEAL_EVERY_SECONDS
        while True:
            if waited >= SEAL_EVERY_SECONDS or self._is_day_closed():
                self.seal()
                waited = 0
            if self._stopped.wait(LOOK_EVERY_SECONDS):
                return
            waited += LOOK_EVERY_SECONDS

    def _is_day_closed(self) -> bool:
        """A day was closed that no head covers yet."""
        try:
            with self._office.database.read() as connection:
                last = last_seal(connection, DISTRICT)
                return last_closing(connection, DISTRICT) > (last.size if last else 0)
        except Exception:  # said by whoever seals next
            return False

    def _asking(self, witness: NamedWitness) -> Callable[[], None]:
        post = post_to(witness)

        def ask_on() -> None:
            pause = ASK_EVERY_SECONDS
            while not self._stopped.wait(pause):
                refusal, is_news = ask_witness(self._office, witness, post, self._board)
                if refusal is not None and is_news:
                    self._terminal.note(f"! {translate_reason(refusal.reasons[0], current_language())}")
                pause = ASK_EVERY_SECONDS if refusal is None else min(2 * pause, LONGEST_PAUSE_SECONDS)

        return ask_on

    def _say(self, text: str) -> None:
        if text != self._said:
            self._said = text
            self._terminal.note(f"✘ {text}")


def ask_witness(office: Office, witness: NamedWitness, post: Post, board: WitnessBoard) -> tuple[Refused | None, bool]:
    """Ask one witness for its cosignature and note on `board` what came of it: why not, and whether that is news."""
    refusal = None
    try:
        hand_over(office.database, DISTRICT, witness.key, post)
    except Refused as why:
        refusal = why
    except Exception as error:  # whatever it is, the office goes on
        refusal = refused("witness_silent", name=witness.key.name, detail=type(error).__name__)
    return refusal, board.write(witness.key.name, word_of(refusal, SystemClock().now()))
