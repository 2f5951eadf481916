// @ts-check
// A field to find one of many: what is typed is matched with the list, the value of the match goes into the hidden
// field. With data-source more is fetched, never while an input method is still composing.

const PAUSE = 150;

/**
 * @param {HTMLInputElement} input
 * @returns {{hidden: HTMLInputElement, list: HTMLDataListElement, source: string} | null}
 */
function parts(input) {
  const field = input.closest("[data-combobox]");
  const hidden = field?.querySelector('input[type="hidden"]');
  const list = input.list;
  if (!(field instanceof HTMLElement) || !(hidden instanceof HTMLInputElement) || !(list instanceof HTMLDataListElement)) return null;
  return { hidden, list, source: field.dataset.source ?? "" };
}

/** @param {HTMLInputElement} input */
function match(input) {
  const field = parts(input);
  if (!field) return;
  const typed = input.value.trim();
  const option = Array.from(field.list.options).find((each) => each.value === typed);
  field.hidden.value = option?.dataset.value ?? "";
}

/** @param {HTMLInputElement} input */
async function fetchMore(input) {
  const field = parts(input);
  const typed = input.value.trim();
  if (!field?.source || !typed) return;
  const address = new URL(field.source, document.baseURI);
  address.searchParams.set("q", typed);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || input.value.trim() !== typed) return;
  const found = /** @type {[string | number, string][]} */ (await answer.json());
  field.list.replaceChildren(
    ...found.map(([value, label]) => {
      const option = document.createElement("option");
      option.value = label;
      option.dataset.value = String(value);
      return option;
    }),
  );
  match(input);
}

export function startCombobox() {
  let timer = 0;
  /** @param {Event} event */
  const typed = (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.closest("[data-combobox]")) return;
    if (/** @type {InputEvent} */ (event).isComposing) return;
    match(input);
    clearTimeout(timer);
    timer = window.setTimeout(() => void fetchMore(input), PAUSE);
  };
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);
}
