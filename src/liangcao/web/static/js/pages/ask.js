// @ts-check
// The public form: what is typed stays on this phone until it is handed in, and a common item goes into the first
// empty line by one tap. Without a script the form works all the same.

const PREFIX = "liangcao-draft-";
const PAUSE = 300;

/** @param {HTMLFormElement} form */
const keyOf = (form) => PREFIX + (form.dataset.draft ?? "");

/**
 * @param {HTMLFormElement} form
 * @returns {[string, string][]} what stands in the form; a box that is not ticked is left out
 */
function contentOf(form) {
  /** @type {[string, string][]} */
  const found = [];
  for (const [name, value] of new FormData(form)) if (typeof value === "string") found.push([name, value]);
  return found;
}

/** @param {HTMLFormElement} form */
function keep(form) {
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(contentOf(form)));
  } catch {
    // a phone that keeps nothing: the form works without
  }
}

/** @param {string} key */
function kept(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "null");
    return Array.isArray(found) ? /** @type {[string, string][]} */ (found) : null;
  } catch {
    return null;
  }
}

function forget() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function fill(form, name, value) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = true;
  else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement) field.value = value;
}

/**
 * What may serve was ticked; its box comes when it is proposed, or stands there already.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function tick(form, name, value) {
  const line = form.querySelector(`[data-proposed-name="${CSS.escape(name)}"]`);
  if (line instanceof HTMLElement) line.dataset.ticked = [line.dataset.ticked, value].filter(Boolean).join(",");
}

/** @param {HTMLFormElement} form */
function bringBack(form) {
  const draft = kept(keyOf(form));
  const isTouched = Boolean(form.querySelector("[aria-invalid]"));
  const typed = draft?.some(([name, value]) => value && /^(lines|covered)\..*(text|quantity|heads)$|^(phone|contact)$/.test(name));
  if (!draft || !typed || isTouched) return;
  const adder = form.querySelector("[data-add-row]");
  for (const [name] of draft) {
    const line = /^lines\.\d+\.item_id$/.test(name);
    if (line && !form.elements.namedItem(name) && adder instanceof HTMLButtonElement) adder.click();
  }
  for (const [name, value] of draft) {
    if (name.endsWith(".accepts")) tick(form, name, value);
    else if (name !== "poster" && name !== "replaces_link") fill(form, name, value);
  }
  form.dispatchEvent(new CustomEvent("chosen", { bubbles: true })); // what may serve is proposed anew
  const note = document.querySelector("[data-draft-note]");
  if (note instanceof HTMLElement) note.hidden = false;
}

/** @param {HTMLButtonElement} button */
function pick(button) {
  const form = button.form;
  if (!form) return;
  const isEmpty = (/** @type {Element} */ line) => !(/** @type {HTMLInputElement} */ (line.querySelector("[data-item]")).value);
  let line = Array.from(form.querySelectorAll("[data-rows] [data-line]")).find(isEmpty);
  if (!line) {
    const adder = form.querySelector("[data-add-row]");
    if (adder instanceof HTMLButtonElement) adder.click();
    line = Array.from(form.querySelectorAll("[data-rows] [data-line]")).find(isEmpty);
  }
  const text = line?.querySelector("[data-item]");
  const hidden = text?.closest("[data-combobox]")?.querySelector('input[type="hidden"]');
  const amount = line?.querySelector("input[inputmode=numeric]");
  if (text instanceof HTMLInputElement && hidden instanceof HTMLInputElement) {
    text.value = button.textContent?.trim() ?? "";
    hidden.value = button.value;
  }
  text?.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { note: button.dataset.unit ?? "" } }));
  if (amount instanceof HTMLInputElement) amount.focus();
  keep(form);
}

const form = document.querySelector("form[data-draft]");
if (document.querySelector("[data-sent]")) forget();
if (form instanceof HTMLFormElement) {
  bringBack(form);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => keep(form), PAUSE);
  });
  form.addEventListener("submit", () => keep(form));
  window.addEventListener("pagehide", () => {
    if (timer) keep(form); // typed within the last moment
  });
}
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest("[data-pick]");
  if (button instanceof HTMLButtonElement) {
    event.preventDefault();
    pick(button);
  }
  if (event.target.closest("[data-draft-clear]")) {
    forget();
    window.location.reload();
  }
});
