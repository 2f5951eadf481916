// @ts-check
// Picking without signal: a code is held against the lines of the list as this phone knows it, a line confirmed is kept,
// and the next one comes. What the books say is asked when they are sent.

import { CHANGED, HELD, actor } from "../outbox.js";
import { isAmong } from "../read_codes.js";
import { all } from "../store.js";

/** @typedef {import("../store.js").Kept} Kept */

const scan = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-pick-scan]"));
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-pick]"));
const box = /** @type {HTMLInputElement | null} */ (scan?.querySelector("[name=scan]") ?? null);
/** @type {Set<string>} lines confirmed on this phone and not sent yet */
let held = new Set();

/** @returns {HTMLElement[]} the lines that wait, in the order of the walk */
const lines = () => Array.from(document.querySelectorAll("li[data-line]"));

/** @param {string} name @returns {HTMLInputElement | null} */
const field = (name) => /** @type {HTMLInputElement | null} */ (form?.elements.namedItem(name) ?? null);

/** @param {string} words */
function tell(words) {
  box?.setCustomValidity(words);
  if (words) box?.reportValidity();
}

/**
 * Put a line into the form.
 * @param {HTMLElement} line
 * @param {string} code what was scanned for it
 */
function turnTo(line, code) {
  for (const part of ["place", "item", "amount", "lot"]) {
    const to = document.querySelector(`[data-pick-${part}]`);
    if (to) to.textContent = line.querySelector(`[data-row-${part}]`)?.textContent ?? "";
  }
  const number = line.dataset.line ?? "";
  const head = document.querySelector("#current h2");
  if (head) head.textContent = (scan?.dataset.wordLine ?? "").replace("%n", number);
  const change = document.querySelector("[data-pick-change]");
  if (change instanceof HTMLAnchorElement) change.href = change.href.replace(/\d+$/, number);
  const blocked = document.querySelector("[data-pick-blocked]");
  if (blocked instanceof HTMLElement) {
    blocked.hidden = !line.dataset.blocked;
    const words = blocked.querySelector("p");
    if (words) words.textContent = line.dataset.blocked ?? "";
  }
  const values = { line_number: line.dataset.line, scanned: code, picked: line.dataset.quantity };
  for (const [name, value] of Object.entries(values)) {
    const input = field(name);
    if (input) input.value = input.defaultValue = value ?? "";
  }
}

/** @param {string} code */
function hold(code) {
  const fitting = lines().filter((line) => isAmong(code, line.dataset.codes ?? ""));
  const waiting = fitting.find((line) => !held.has(line.dataset.line ?? ""));
  if (waiting) turnTo(waiting, code);
  tell(waiting ? "" : fitting.length ? (scan?.dataset.wordAlready ?? "") : (scan?.dataset.wordUnknown ?? "").replace("%s", code));
  if (waiting && box) box.value = "";
  if (waiting) field("picked")?.focus();
}

/** @param {Kept[]} forms */
function mark(forms) {
  const mine = forms.filter((each) => each.state === "waiting" && each.actor === actor() && each.action === form?.action);
  held = new Set(mine.map((each) => String(new Map(each.fields).get("line_number") ?? "")));
  for (const line of lines()) {
    const isHeld = held.has(line.dataset.line ?? "");
    const words = line.querySelector("[data-held-line]");
    if (isHeld && !words) {
      const said = document.createElement("p");
      said.dataset.heldLine = "";
      said.textContent = `◐ ${scan?.dataset.wordHeld ?? ""}`;
      line.append(said);
    } else if (!isHeld) words?.remove();
  }
  const at = field("line_number")?.value ?? "";
  const next = lines().find((line) => !held.has(line.dataset.line ?? ""));
  if (held.has(at) && next) turnTo(next, "");
  if (form && lines().length) form.hidden = !next;
}

if (scan && box) {
  scan.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    hold(box.value);
  });
  box.addEventListener("input", () => tell(""));
  const asked = new URLSearchParams(location.search).get("scan");
  if (asked && !navigator.onLine) hold(asked);
  document.addEventListener(HELD, () => {
    box.value = "";
    box.focus();
  });
}
document.addEventListener(CHANGED, (event) => mark(/** @type {CustomEvent} */ (event).detail));
void all().then(mark);
