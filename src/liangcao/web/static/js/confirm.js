// @ts-check
// Asks before a form or button with data-confirm is sent, and in place of the browser's own question for hx-confirm.

/**
 * @param {string} question
 * @returns {Promise<boolean>}
 */
export function ask(question) {
  const dialog = document.getElementById("confirm");
  if (!(dialog instanceof HTMLDialogElement) || !dialog.showModal) return Promise.resolve(window.confirm(question));
  const text = dialog.querySelector("#confirm-text");
  if (text) text.textContent = question;
  return new Promise((resolve) => {
    let answer = false;
    /** @param {Event} event */
    const clicked = (event) => {
      const button = event.target instanceof Element && event.target.closest("[data-answer]");
      if (!(button instanceof HTMLElement)) return;
      answer = button.dataset.answer === "yes";
      dialog.close();
    };
    dialog.addEventListener("click", clicked);
    dialog.addEventListener(
      "close",
      () => {
        dialog.removeEventListener("click", clicked);
        resolve(answer);
      },
      { once: true },
    );
    dialog.showModal();
  });
}

export function startConfirm() {
  /** @type {WeakSet<HTMLFormElement>} */
  const confirmed = new WeakSet();
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement)) return;
      const button = event.submitter;
      const question = button?.dataset.confirm ?? form.dataset.confirm;
      if (!question || confirmed.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void ask(question).then((yes) => {
        if (!yes) return;
        confirmed.add(form);
        if (form.requestSubmit) form.requestSubmit(button);
        else if (button) button.click(); // Safari 15
      });
    },
    true,
  );
  document.addEventListener("htmx:confirm", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    const question = detail.ctx?.confirm;
    if (!question) return;
    event.preventDefault();
    void ask(question).then((yes) => (yes ? detail.issueRequest() : detail.dropRequest()));
  });
}
