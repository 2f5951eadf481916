// @ts-check
// What a form is told without a new page.

/**
 * Say something at the head of a form, in place of what was said there before.
 * @param {HTMLFormElement} form
 * @param {"warn" | "danger"} tone
 * @param {string[]} sentences
 */
export function say(form, tone, sentences) {
  form.querySelector("[data-outbox-said]")?.remove();
  const notice = document.createElement("div");
  notice.className = `notice notice-${tone}`;
  notice.dataset.outboxSaid = "";
  notice.setAttribute("role", "alert");
  notice.tabIndex = -1;
  const box = document.createElement("div");
  for (const sentence of sentences) {
    const line = document.createElement("p");
    line.textContent = sentence;
    box.append(line);
  }
  notice.append(box);
  form.prepend(notice);
  notice.focus();
}

/**
 * Mark the fields that were refused, and say why at the head of the form.
 * @param {HTMLFormElement} form
 * @param {[string, string][]} errors
 */
export function blame(form, errors) {
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const [name] of errors) {
    const field = name ? form.elements.namedItem(name) : null;
    if (!(field instanceof HTMLElement)) continue;
    field.setAttribute("aria-invalid", "true");
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
  say(form, "danger", errors.map(([, sentence]) => sentence));
}
