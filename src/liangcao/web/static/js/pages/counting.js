// @ts-check
// Counting without signal: the code of a place turns to that place, a lot is told from what the page knows, and what is kept
// on this phone stands in a list until it has been sent.

import { CHANGED, HELD, actor } from "../outbox.js";
import { bare, isAmong, isDamaged } from "../read_codes.js";
import { all } from "../store.js";

/** @typedef {import("../store.js").Kept} Kept */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-counting]"));
const lots = /** @type {HTMLElement | null} */ (document.querySelector("[data-lots]"));
const box = /** @type {HTMLInputElement | null} */ (form?.querySelector("[name=code]") ?? null);
const place = /** @type {HTMLSelectElement | null} */ (form?.querySelector("select[name=location_id]") ?? null);

/** @param {string} text */
const lotNamed = (text) => Array.from(lots?.children ?? []).find((each) => isAmong(text, each.getAttribute("data-codes") ?? ""));

/** @param {string} text @returns {HTMLOptionElement | undefined} */
const placeNamed = (text) => Array.from(place?.options ?? []).find((each) => isAmong(text, each.dataset.codes ?? ""));

/** @param {string} words what is said of the code; "" for nothing */
function tell(words) {
  if (!box) return;
  box.setCustomValidity(words);
  if (words) box.reportValidity();
}

/** @param {Kept} kept */
function row(kept) {
  const values = new Map(kept.fields);
  const code = String(values.get("code") ?? "");
  const where = Array.from(place?.options ?? []).find((each) => each.value === values.get("location_id"))?.textContent;
  const line = document.createElement("li");
  const what = lotNamed(code)?.textContent ?? `${code} (${lots?.dataset.wordUnknown ?? ""})`;
  line.textContent = [where, what, `${values.get("is_total") ? "=" : "+"}${values.get("quantity") ?? ""}`].filter(Boolean).join(" · ");
  return line;
}

/** @param {Kept[]} forms */
function list(forms) {
  const section = document.querySelector("[data-held-forms]");
  const rows = document.querySelector("[data-held-list]");
  if (!(section instanceof HTMLElement) || !rows || !form) return;
  const mine = forms.filter((each) => each.state === "waiting" && each.actor === actor() && each.action === form.action);
  section.hidden = !mine.length;
  rows.replaceChildren(...mine.reverse().map(row));
}

if (form && box) {
  window.addEventListener( // before the outbox takes the form
    "submit",
    (event) => {
      if (event.target !== form) return;
      const isFree = !lotNamed(box.value); // a maker's batch may be called like a place
      const turned = isFree && (!navigator.onLine || /^P[0-9A-Z]{5,}$/.test(bare(box.value))) ? placeNamed(box.value) : undefined;
      const isWrong = isFree && !turned && !navigator.onLine && isDamaged(box.value);
      if (!turned && !isWrong) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (turned && place) {
        place.value = turned.value;
        box.value = "";
      }
      tell(isWrong ? (lots?.dataset.wordDamaged ?? "") : "");
      box.focus();
    },
    true,
  );
  box.addEventListener("input", () => tell(""));
  document.addEventListener(HELD, () => box.select());
  document.addEventListener(CHANGED, (event) => list(/** @type {CustomEvent} */ (event).detail));
  void all().then(list);
}
