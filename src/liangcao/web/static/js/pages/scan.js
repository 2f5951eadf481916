// @ts-check
// The page that takes codes in: what the camera sees goes into the box and is sent as if a gun had typed it.
// Without signal a code opens the page of one's work that this phone keeps, or waits on it until it can be looked up.

import { sing, startCamera, word } from "../camera.js";
import { keptPages } from "../kept_pages.js";
import { bare } from "../read_codes.js";
import { remember as note, remembered } from "../store.js";

const scanner = /** @type {HTMLElement} */ (document.querySelector("[data-scanner]"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-scan-form]"));
const box = /** @type {HTMLInputElement} */ (form.querySelector("input"));
const past = /** @type {HTMLElement} */ (document.querySelector("[data-scan-past]"));

/** what was taken last */
let taken = "";

/**
 * @param {string} code as it was read
 * @returns {Element | undefined} its line in the list
 */
function remember(code) {
  const text = code.replace(/^https?:\/\/\S+\/q\//i, "");
  const list = past.querySelector("ol");
  if (!list) return undefined;
  past.hidden = false;
  const known = Array.from(list.children).find((each) => each.getAttribute("data-text") === text);
  const times = Number(known?.getAttribute("data-times") ?? 0) + 1;
  const item = known ?? document.createElement("li");
  item.setAttribute("data-text", text);
  item.setAttribute("data-times", String(times));
  item.textContent = times > 1 ? `${text} · ${word("again")} × ${times}` : text;
  list.prepend(item);
  return item;
}

const MOST_WAITING = 200;
const root = document.body.dataset.root ?? "/";
const actor = document.body.dataset.actor ?? "0";

/** @param {Element | undefined} item @param {string} words @param {string} [path] of this app */
function append(item, words, path) {
  if (!item) return;
  item.append(" · ");
  const said = document.createElement(path ? "a" : "span");
  said.textContent = words;
  if (path && said instanceof HTMLAnchorElement) said.href = root + path.replace(/^\//, "");
  item.append(said);
}

/** @returns {Promise<string[]>} the codes that wait to be looked up */
async function waiting() {
  const kept = await remembered("scans");
  return kept?.actor === actor ? kept.texts : [];
}

/**
 * A code without signal: the page of one's work that it leads to, as this phone keeps it; else it waits.
 * @param {string} text
 */
async function takeLater(text) {
  const item = remember(text);
  const here = /** @param {string} path */ (path) => location.origin + root + path.replace(/^\//, "");
  const page = (await keptPages()).find((each) => each.codes.some((code) => bare(code) === bare(text)) || here(each.path) === text);
  sing(Boolean(page));
  if (page) {
    append(item, `${word("kept")} ${page.title || page.path}`, page.path);
    return;
  }
  append(item, word("later"));
  const texts = (await waiting()).filter((each) => each !== text);
  await note("scans", { actor, texts: [...texts, text].slice(-MOST_WAITING) });
}

/** Look up what was scanned without signal. */
async function lookUpWaiting() {
  const texts = await waiting();
  if (!texts.length || !navigator.onLine) return;
  const asked = new URLSearchParams(texts.map((each) => ["q", each]));
  const answer = await fetch(`${scanner.dataset.names}?${asked}`, { headers: { Accept: "application/json" }, redirect: "manual" });
  if (!answer.ok) return;
  for (const each of await answer.json()) append(remember(each.text), each.title || word("unknown"), each.path);
  await note("scans", { actor, texts: [] });
}

/** @param {string} text what the camera read */
function take(text) {
  taken = text;
  const into = document.querySelector("[data-scan-into]"); // a form that waits for a code goes first
  if (into instanceof HTMLInputElement && !into.value) {
    into.value = text;
    sing(true);
    return;
  }
  box.value = text;
  if (navigator.onLine) remember(text);
  form.requestSubmit?.();
}

window.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || navigator.onLine || !box.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void takeLater(box.value.trim());
    box.select();
  },
  true,
);
window.addEventListener("online", () => void lookUpWaiting().catch(() => undefined));
void lookUpWaiting().catch(() => undefined);
form.addEventListener("submit", () => {
  if (box.value.trim() && box.value !== taken) remember(box.value.trim());
});
document.addEventListener("htmx:after:swap", () => {
  const found = document.getElementById("found");
  if (found?.dataset.tone) sing(found.dataset.tone === "ok");
  if (document.activeElement === box) box.select(); // the gun's next code takes the place of this one
});

if (window.matchMedia("(pointer: fine)").matches && !document.querySelector("[data-scan-into]")) box.focus(); // no keyboard over a phone's camera
const photo = document.querySelector('input[type="file"]');
photo?.addEventListener("change", () => photo instanceof HTMLInputElement && photo.files?.length && photo.form?.requestSubmit?.());
startCamera({ take, opensItself: true });
