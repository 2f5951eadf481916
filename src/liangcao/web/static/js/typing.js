// @ts-check
// A part of a form that is on its way to the server and back: what is typed meanwhile is carried into the part that
// comes, and its other buttons wait. On a weak line a person goes on typing; nothing of it may be lost.

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** @type {WeakMap<object, Map<string, string>>} what every field held when the request left, by the request's context */
const sent = new WeakMap();
/** @type {WeakMap<object, {values: Map<string, string>, focused: string}>} what has been typed since */
const typed = new WeakMap();

/**
 * @param {Element} part
 * @returns {Map<string, string>} the fields that are typed into or chosen from, by their ids
 */
function values(part) {
  const found = new Map();
  for (const field of part.querySelectorAll("input[id], textarea[id], select[id]")) {
    const { id, type, value } = /** @type {Field} */ (field);
    if (!["hidden", "checkbox", "radio", "file"].includes(type)) found.set(id, value);
  }
  return found;
}

/**
 * @param {Event} event one of htmx
 * @returns {{sourceElement?: Element, target?: Element}} the request's context, the same object from its start to its end
 */
function contextOf(event) {
  return /** @type {CustomEvent} */ (event).detail.ctx;
}

/**
 * @param {Element | undefined} source
 * @param {boolean} waits
 */
function wait(source, waits) {
  const form = source instanceof HTMLButtonElement && source.form;
  if (!form) return;
  for (const element of form.elements) {
    if (!(element instanceof HTMLButtonElement) || element.type !== "submit") continue;
    if (waits) element.setAttribute("aria-disabled", "true");
    else element.removeAttribute("aria-disabled");
  }
  source.toggleAttribute("data-busy", waits);
}

export function startTyping() {
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element && event.target.closest('button[aria-disabled="true"]');
      if (!button) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  document.addEventListener("htmx:before:request", (event) => {
    const request = contextOf(event);
    if (request.target) sent.set(request, values(request.target));
    wait(request.sourceElement, true);
  });
  document.addEventListener("htmx:before:swap", (event) => {
    const request = contextOf(event);
    const { target } = request;
    const before = sent.get(request);
    if (!before || !target) return;
    const changed = new Map([...values(target)].filter(([id, value]) => before.has(id) && before.get(id) !== value));
    const focused = document.activeElement && target.contains(document.activeElement) ? document.activeElement.id : "";
    typed.set(request, { values: changed, focused: changed.has(focused) ? focused : "" });
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const kept = typed.get(contextOf(event));
    for (const [id, value] of kept?.values ?? []) {
      const field = /** @type {Field | null} */ (document.getElementById(id));
      if (!field || !("value" in field) || field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (kept?.focused) document.getElementById(kept.focused)?.focus();
  });
  document.addEventListener("htmx:finally:request", (event) => wait(contextOf(event).sourceElement, false));
}
