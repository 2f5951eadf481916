// @ts-check
// Toasts stay 8 seconds, longer while the pointer or the focus is on them; what they say is read out.

const STAY = 8000;

/** @param {HTMLElement} toast */
function start(toast) {
  if (toast.dataset.started) return;
  toast.dataset.started = "yes";
  let timer = 0;
  const go = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => toast.remove(), STAY);
  };
  const wait = () => clearTimeout(timer);
  toast.addEventListener("mouseenter", wait);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("mouseleave", go);
  toast.addEventListener("focusout", go);
  toast.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-close]")) toast.remove();
  });
  go();
}

export function startToasts() {
  const region = document.getElementById("toasts");
  if (!region) return;
  const startAll = () => region.querySelectorAll("[data-toast]").forEach((toast) => start(/** @type {HTMLElement} */ (toast)));
  // What is there when the page opens is put in anew: only what is added to a live region is read out.
  const there = Array.from(region.children);
  there.forEach((toast) => toast.remove());
  new MutationObserver(startAll).observe(region, { childList: true });
  window.requestAnimationFrame(() => region.append(...there));
}
