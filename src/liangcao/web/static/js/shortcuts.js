// @ts-check
// aria-keyshortcuts on an element is its key: a field is focused, anything else is clicked. Ctrl+Enter sends a form.
// No key works while an input method is composing; single keys not while typing, and a person may turn them off.

const OFF = "shortcuts-off";

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}

function singleKeysOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false; // storage is shut: the keys stay on
  }
}

/**
 * @param {string} key as in aria-keyshortcuts
 * @returns {boolean} whether something answered to it
 */
function press(key) {
  const scope = document.querySelector("dialog[open]") ?? document;
  const all = Array.from(scope.querySelectorAll("[aria-keyshortcuts]"));
  const named = all.filter((element) => element.getAttribute("aria-keyshortcuts") === key && element.getClientRects().length > 0);
  const element = named.find((each) => each.closest("main")) ?? named[0];
  if (!(element instanceof HTMLElement)) return false;
  if (element instanceof HTMLInputElement) element.select();
  if (typing(element)) element.focus();
  else element.click();
  return true;
}

/** @param {KeyboardEvent} event */
function keyed(event) {
  if (event.isComposing || event.defaultPrevented || event.altKey || event.metaKey) return;
  if (event.ctrlKey) {
    if (event.key === "Enter" && event.target instanceof Element) event.target.closest("form")?.requestSubmit?.();
    else if (!typing(event.target) && press(`Control+${event.key}`)) event.preventDefault();
    return;
  }
  const named = /^F\d+$/.test(event.key);
  if (!named && (typing(event.target) || event.key.length !== 1 || singleKeysOff())) return;
  if (press(event.key)) event.preventDefault();
}

export function startShortcuts() {
  document.addEventListener("keydown", keyed);
  document.querySelectorAll("[data-shortcuts-on]").forEach((box) => {
    if (!(box instanceof HTMLInputElement)) return;
    box.checked = !singleKeysOff();
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(OFF, box.checked ? "no" : "yes");
      } catch {
        box.checked = true;
      }
    });
  });
}
