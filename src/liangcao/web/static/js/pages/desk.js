// @ts-check
// What the pages of asking, sharing and sending do by themselves: print, and lines of a form that grow as they are needed.

/** @param {HTMLFormElement} form */
function addLine(form) {
  const rows = form.querySelector("[data-rows]");
  const pattern = form.querySelector("template[data-row]");
  if (!rows || !(pattern instanceof HTMLTemplateElement)) return;
  const used = Array.from(rows.querySelectorAll("[name^='lines.']")).map((each) => Number(each.getAttribute("name")?.split(".")[1]));
  const number = String(Math.max(-1, ...used) + 1);
  const row = /** @type {DocumentFragment} */ (pattern.content.cloneNode(true));
  for (const element of row.querySelectorAll("*"))
    for (const { name, value } of Array.from(element.attributes))
      if (value.includes("__n__")) element.setAttribute(name, value.replaceAll("__n__", number));
  const first = row.querySelector("input");
  rows.append(row);
  first?.focus();
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-print]")) window.print();
  const adder = event.target.closest("[data-add-row]");
  if (adder instanceof HTMLButtonElement && adder.form) {
    event.preventDefault();
    addLine(adder.form);
  }
});

// The unit an item is counted in stands behind the quantity as soon as the item is known.
document.addEventListener("chosen", (event) => {
  const line = event.target instanceof Element && event.target.closest("[data-line]");
  const unit = line && line.querySelector(".unit");
  if (!unit) return;
  unit.textContent = /** @type {CustomEvent} */ (event).detail.note;
  unit.parentElement?.classList.toggle("unit-long", unit.textContent.length > 3);
});

// What may serve for an item is proposed as soon as both the item and the unit are known.
/** @param {HTMLElement} line */
async function propose(line) {
  const place = line.querySelector("[data-proposed]");
  const item = /** @type {HTMLInputElement | null} */ (line.querySelector("input[name$='.item_id']"))?.value;
  const unit = /** @type {HTMLInputElement | null} */ (document.querySelector("[name='unit_id']"))?.value;
  if (!place || !line.dataset.proposing) return;
  const ticked = new Set(line.dataset.ticked?.split(",") ?? []); // by a draft; what was ticked stays when it is proposed again
  place.querySelectorAll("input").forEach((box) => box.checked && ticked.add(box.value));
  line.dataset.ticked = Array.from(ticked).join(",");
  place.replaceChildren();
  if (!item || !unit) return;
  const address = new URL(line.dataset.proposing, document.baseURI);
  address.searchParams.set("item", item);
  address.searchParams.set("unit", unit);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = /** @type {[number, string][]} */ (await answer.json());
  place.replaceChildren(
    ...found.map(([value, name]) => {
      const label = document.createElement("label");
      const box = document.createElement("input");
      const words = document.createElement("span");
      label.className = "check";
      box.type = "checkbox";
      box.name = line.dataset.proposedName ?? "";
      box.value = String(value);
      box.checked = ticked.has(box.value);
      words.textContent = `${line.dataset.proposedWord ?? ""}${name}`;
      label.append(box, words);
      return label;
    }),
  );
}

document.addEventListener("chosen", (event) => {
  if (!(event.target instanceof Element)) return;
  const line = event.target.closest("[data-line]");
  const lines = line ? [line] : Array.from(document.querySelectorAll("[data-line]"));
  const isItem = !line || event.target.hasAttribute("data-item");
  for (const each of isItem ? lines : []) if (each instanceof HTMLElement) void propose(each);
});

// "Amount unknown" empties the amount; an amount takes it back.
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.closest("[data-line]")) return;
  const box = input.closest("[data-line]")?.querySelector("input[type=checkbox]");
  const amount = input.closest("[data-line]")?.querySelector("input[inputmode=numeric]");
  if (input === box && input.checked && amount instanceof HTMLInputElement) amount.value = "";
  if (input === amount && input.value && box instanceof HTMLInputElement) box.checked = false;
});
