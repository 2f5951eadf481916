// @ts-check
// A form with data-once is sent once: its command id makes a second sending harmless, this makes it impossible by hand.
// After a failure (no answer, a refusal) the buttons work again, with the same command id.

/** @type {WeakSet<HTMLFormElement>} */
const sent = new WeakSet();

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLElement[]}
 */
function buttons(form) {
  return Array.from(form.elements).filter(
    /** @returns {element is HTMLElement} */
    (element) => element instanceof HTMLButtonElement && element.type === "submit",
  );
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [submitter]
 */
function lock(form, submitter) {
  sent.add(form);
  // aria-disabled rather than disabled: the pressed button's name and value still go with the form.
  for (const button of buttons(form)) button.setAttribute("aria-disabled", "true");
  submitter?.setAttribute("data-busy", "");
}

/** @param {HTMLFormElement} form */
function unlock(form) {
  sent.delete(form);
  for (const button of buttons(form)) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-busy");
  }
}

export function startIdempotency() {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || !("once" in form.dataset)) return;
      if (sent.has(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      lock(form, event.submitter);
    },
    true,
  );
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.target instanceof Element && event.target.closest("form");
    const status = /** @type {CustomEvent} */ (event).detail?.ctx?.response?.status;
    if (form && sent.has(form) && !(status >= 200 && status < 400)) unlock(form);
  });
  // Back from another page: the browser shows the page as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-once]").forEach((form) => unlock(/** @type {HTMLFormElement} */ (form)));
  });
}
