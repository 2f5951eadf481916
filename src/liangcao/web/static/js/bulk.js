// @ts-check
// Rows chosen for a bulk action: the bar shows itself and counts, the box in the head chooses the page.

/** @param {HTMLFormElement} form */
function boxes(form) {
  return /** @type {HTMLInputElement[]} */ (
    Array.from(form.elements).filter((element) => element instanceof HTMLInputElement && element.type === "checkbox" && !form.contains(element))
  );
}

/** @param {HTMLFormElement} form */
function show(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  form.hidden = chosen === 0;
  const count = form.querySelector("[data-bulk-count]");
  if (count) count.textContent = chosen.toLocaleString("en");
  const head = document.querySelector(`[data-check-all="${form.id}"]`);
  if (head instanceof HTMLInputElement) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  if (chosen === 0) {
    const matching = form.elements.namedItem("all_matching");
    if (matching instanceof HTMLInputElement) matching.checked = false;
  }
}

export function startBulk() {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    const whole = box.dataset.checkAll;
    const form = whole ? document.getElementById(whole) : box.form;
    if (!(form instanceof HTMLFormElement) || !("bulk" in form.dataset)) return;
    if (whole) boxes(form).forEach((each) => (each.checked = box.checked));
    show(form);
  });
  const showAll = () => document.querySelectorAll("form[data-bulk]").forEach((form) => show(/** @type {HTMLFormElement} */ (form)));
  document.addEventListener("htmx:after:swap", showAll);
  window.addEventListener("pageshow", showAll);
}
