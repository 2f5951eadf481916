// @ts-check
// The page of the outbox: what is on this device, the newest first.

import { CHANGED, actor } from "../outbox.js";
import { all } from "../store.js";

/** @typedef {import("../store.js").Kept} Kept */

/** @param {Kept[]} forms */
function list(forms) {
  const place = document.querySelector("[data-outbox-list]");
  const row = document.querySelector("[data-outbox-row]");
  const none = document.querySelector("[data-outbox-none]");
  if (!(place instanceof HTMLElement) || !(row instanceof HTMLTemplateElement) || !(none instanceof HTMLElement)) return;
  none.hidden = forms.length > 0;
  place.replaceChildren(
    ...[...forms].reverse().map((form) => {
      const shown = /** @type {DocumentFragment} */ (row.content.cloneNode(true));
      /** @param {string} name @param {string} text */
      const put = (name, text) => {
        const part = shown.querySelector(`[data-row-${name}]`);
        if (part) part.textContent = text;
      };
      const isOthers = form.state === "waiting" && form.actor !== actor();
      put("title", form.title.split(" · ")[0]);
      put("state", place.dataset[isOthers ? "other" : form.state] ?? "");
      put("when", new Date(form.device_at).toLocaleString(document.documentElement.lang));
      put("why", form.why);
      return shown;
    }),
  );
}

document.addEventListener(CHANGED, (event) => list(/** @type {CustomEvent} */ (event).detail));
void all().then(list);
