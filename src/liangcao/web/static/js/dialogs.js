// @ts-check
// data-open="<id>" opens a dialog, data-close closes the dialog it stands in; data-focus takes the focus when it appears.

/** @param {ParentNode} part a part of the page that has just come */
function focusFirst(part) {
  const element = part.querySelector("[data-focus]:not(dialog:not([open]) *)");
  if (element instanceof HTMLElement) element.focus();
}

export function startDialogs() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-open]");
    if (opener instanceof HTMLElement) {
      const dialog = document.getElementById(opener.dataset.open ?? "");
      if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
      dialog.showModal();
      focusFirst(dialog);
    } else if (event.target.closest("[data-close]")) {
      event.target.closest("dialog")?.close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#menu") location.hash = "#top"; // the menu of small screens
  });
  document.addEventListener("htmx:after:swap", () => focusFirst(document));
  focusFirst(document);
}
