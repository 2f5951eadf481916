// @ts-check
// On a board the arrows go from card to card: up and down in a column, left and right to the next column that has any.

/** @param {Element} column */
const cards = (column) => /** @type {HTMLElement[]} */ (Array.from(column.querySelectorAll(".board-card a")));

/**
 * @param {Element} board
 * @param {Element} from where the focus is
 * @param {string} key
 * @returns {HTMLElement | undefined} where it goes
 */
function next(board, from, key) {
  const columns = Array.from(board.querySelectorAll(".board-column")).map(cards).filter((column) => column.length > 0);
  const x = columns.findIndex((column) => column.some((card) => card === from));
  if (x < 0) return columns[0]?.[0];
  const y = columns[x].findIndex((card) => card === from);
  if (key === "ArrowDown") return columns[x][y + 1];
  if (key === "ArrowUp") return columns[x][y - 1];
  const beside = columns[x + (key === "ArrowRight" ? 1 : -1)];
  return beside?.[Math.min(y, beside.length - 1)];
}

document.addEventListener("keydown", (event) => {
  if (!event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!(event.target instanceof Element)) return;
  const board = event.target.closest("[data-board]");
  if (!board || (event.target !== board && !event.target.closest(".board-card"))) return;
  const card = next(board, event.target, event.key);
  if (!card) return;
  event.preventDefault();
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
});
