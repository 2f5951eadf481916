// @ts-check
// The pages of the warehouse: printing, and what a counted number of boxes makes in pieces.

/**
 * @param {string} text a number as people write it
 * @returns {number | null} null for what only the server may read
 */
function plain(text) {
  const bare = text.normalize("NFKC").replace(/[,\s]/g, "");
  const found = /^(\d+(?:\.\d+)?)(万?)$/.exec(bare);
  if (!found) return null;
  const number = Math.round(Number(found[1]) * (found[2] ? 10000 : 1));
  return Number.isSafeInteger(number) ? number : null;
}

/** @param {Element} counted */
function tell(counted) {
  const input = counted.querySelector("input");
  const select = counted.querySelector("select");
  const sum = counted.parentElement?.querySelector("[data-counted-sum]");
  if (!input || !select || !(sum instanceof HTMLElement)) return;
  const number = plain(input.value);
  const size = Number(select.value);
  sum.textContent = number && size > 1 ? `= ${(number * size).toLocaleString("en")} ${sum.dataset.unit ?? ""}` : "";
}

/** @param {ParentNode} part */
function tellAll(part) {
  part.querySelectorAll("[data-counted]").forEach(tell);
}

/** @param {Event} event */
function changed(event) {
  const counted = event.target instanceof Element && event.target.closest("[data-counted]");
  if (counted) tell(counted);
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
document.addEventListener("htmx:after:swap", () => tellAll(document));
tellAll(document);
