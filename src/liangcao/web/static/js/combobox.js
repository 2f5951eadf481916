// @ts-check
// A field to find one of many: what is typed is matched with the list, the value of the match goes into the hidden
// field. With data-source more is fetched (characters, pinyin, initials), never while an input method is composing.
// The browser's own list finds only what stands in the words themselves, so the first touch puts ours in its place.

const PAUSE = 150;
const MOST = 30;

/** @typedef {{value: string, label: string, note: string}} Choice */
/** @typedef {{input: HTMLInputElement, hidden: HTMLInputElement, list: HTMLElement, source: string, choices: Choice[], fetched: boolean}} Field */

/** @type {WeakMap<HTMLInputElement, Field>} */
const fields = new WeakMap();

/**
 * @param {EventTarget | null} target
 * @returns {Field | null} the field an input belongs to, made ours on the first touch
 */
function fieldOf(target) {
  if (!(target instanceof HTMLInputElement) || target.type === "hidden") return null;
  const known = fields.get(target);
  if (known) return known;
  const box = target.closest("[data-combobox]");
  const hidden = box?.querySelector('input[type="hidden"]');
  const options = box?.querySelector("datalist");
  if (!(box instanceof HTMLElement) || !(hidden instanceof HTMLInputElement) || !options) return null;
  const list = document.createElement("ul");
  list.id = `${target.id}-options`;
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", target.labels?.[0]?.textContent?.trim() ?? "");
  list.hidden = true;
  target.after(list);
  target.removeAttribute("list");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    target.setAttribute(name, value);
  const choices = Array.from(options.options).map((each) => ({ value: each.dataset.value ?? "", label: each.value, note: each.dataset.note ?? "" }));
  const field = { input: target, hidden, list, source: box.dataset.source ?? "", choices, fetched: false };
  fields.set(target, field);
  return field;
}

/** @param {Field} field */
function close(field) {
  field.list.hidden = true;
  field.input.setAttribute("aria-expanded", "false");
  field.input.removeAttribute("aria-activedescendant");
}

/**
 * @param {Field} field
 * @param {Choice} choice
 */
function choose(field, choice) {
  field.input.value = choice.label;
  field.hidden.value = choice.value;
  close(field);
  field.input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: choice }));
}

/** @param {Field} field */
function match(field) {
  const typed = field.input.value.trim();
  const choice = field.choices.find((each) => each.label === typed);
  const before = field.hidden.value;
  field.hidden.value = choice?.value ?? "";
  if (choice && before !== choice.value) field.input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: choice }));
}

/** @param {Field} field */
function show(field) {
  const typed = field.input.value.trim().toLowerCase();
  const fits = field.source && field.fetched ? field.choices : field.choices.filter((each) => each.label.toLowerCase().includes(typed));
  const items = fits.slice(0, MOST).map((choice, index) => {
    const item = document.createElement("li");
    item.id = `${field.list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = choice.label;
    if (choice.note) {
      const note = document.createElement("span");
      note.textContent = choice.note;
      item.append(note);
    }
    item.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
    item.addEventListener("click", () => choose(field, choice));
    return item;
  });
  field.list.replaceChildren(...items);
  field.list.style.top = `${field.input.offsetTop + field.input.offsetHeight + 4}px`;
  field.list.hidden = items.length === 0;
  field.input.setAttribute("aria-expanded", String(items.length > 0));
  field.input.removeAttribute("aria-activedescendant");
}

/** @param {Field} field */
async function look(field) {
  const typed = field.input.value.trim();
  if (!field.source) return show(field);
  const address = new URL(field.source, document.baseURI);
  address.searchParams.set("q", typed);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || field.input.value.trim() !== typed) return;
  const found = /** @type {[string | number, string, string?][]} */ (await answer.json());
  field.choices = found.map(([value, label, note]) => ({ value: String(value), label, note: note ?? "" }));
  field.fetched = true;
  if (!field.hidden.value) match(field);
  if (document.activeElement === field.input) show(field);
}

/**
 * @param {Field} field
 * @param {number} step
 */
function move(field, step) {
  const items = Array.from(field.list.children);
  const now = items.findIndex((each) => each.getAttribute("aria-selected") === "true");
  const next = items[(now + step + items.length) % items.length] ?? items[0];
  if (!next) return;
  items.forEach((each) => each.setAttribute("aria-selected", String(each === next)));
  field.input.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event */
function keyed(event) {
  const field = fieldOf(event.target);
  if (!field || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (field.list.hidden) void look(field);
    else move(field, event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  if (field.list.hidden) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close(field);
  }
  const active = field.list.querySelector('[aria-selected="true"]');
  if (event.key === "Enter" && active instanceof HTMLElement) {
    event.preventDefault();
    active.click();
  }
}

export function startCombobox() {
  let timer = 0;
  /** @param {Event} event */
  const typed = (event) => {
    const field = fieldOf(event.target);
    if (!field || /** @type {InputEvent} */ (event).isComposing) return;
    match(field);
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(field), field.source ? PAUSE : 0);
  };
  document.addEventListener("focusin", (event) => fieldOf(event.target));
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);
  document.addEventListener("click", (event) => {
    const field = fieldOf(event.target);
    if (field && field.list.hidden) void look(field);
  });
  document.addEventListener("focusout", (event) => {
    const field = fieldOf(event.target);
    if (field) close(field);
  });
  document.addEventListener("keydown", keyed);
}
