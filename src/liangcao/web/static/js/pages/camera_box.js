// @ts-check
// The camera on a page of work: what it reads goes into the box of that page as if a gun had typed it.

import { close, open, sing, startCamera } from "../camera.js";
import { bare } from "../read_codes.js";

const OPEN = "liangcao-camera-open";
const fold = /** @type {HTMLDetailsElement} */ (document.querySelector("[data-camera-box]"));

/** @param {string} name @returns {HTMLElement | null} what an attribute of the camera points at; a draft comes anew */
const meant = (name) => (fold.dataset[name] ? document.querySelector(fold.dataset[name] ?? "") : null);

/** @param {string} text */
function take(text) {
  const place = /^P[0-9A-Z]{5,9}$/.test(bare(text)) ? meant("placeInto") : null;
  const box = place ?? meant("into");
  if (!(box instanceof HTMLInputElement)) return;
  box.value = text;
  sing(true);
  const press = meant("press");
  if (press) press.click();
  else box.form?.requestSubmit?.();
}

startCamera({ take, opensItself: false });
fold.addEventListener("toggle", () => {
  if (fold.open) sessionStorage.setItem(OPEN, "1");
  else sessionStorage.removeItem(OPEN);
  if (!fold.open) close();
  else if (navigator.mediaDevices) void open();
});
fold.open = sessionStorage.getItem(OPEN) === "1";
