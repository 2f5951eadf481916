// @ts-check
// The outbox: a form with data-offline is kept on this device before it is sent, and leaves the list only when the server
// has it: done, or kept there for review. Without signal it waits, and is sent later in its order, once each.

import { ask } from "./confirm.js";
import { blame, say } from "./form_words.js";
import { add, all, device, forget, put, remove, uuid } from "./store.js";

/**
 * @typedef {import("./store.js").Kept} Kept
 * @typedef {{state: string, location?: string, why?: string, errors?: [string, string][], page?: boolean}} Answer
 */

const PATIENCE = 60_000;
const KEEP_SENT = 7 * 24 * 3_600_000;
const AGAIN = 60_000;
export const CHANGED = "outbox:changed";
const channel = "BroadcastChannel" in window ? new BroadcastChannel("liangcao-outbox") : null;
/** @type {WeakSet<HTMLFormElement>} */
const busy = new WeakSet();
/** @type {WeakSet<HTMLFormElement>} forms that may go now */
const passed = new WeakSet();
let isSending = false;
let needsSignIn = false;

export const HELD = "outbox:held";
const root = () => document.body.dataset.root ?? "/";
export const actor = () => document.body.dataset.actor ?? "0";
const bar = () => document.getElementById("outbox-bar");
/** @param {string} key */
const said = (key) => bar()?.dataset[key] ?? "";

/** @param {Kept[]} forms */
const toSend = (forms) => forms.filter((form) => form.state === "waiting");

/**
 * @param {Kept} form
 * @param {"here" | "later"} mode
 * @returns {Promise<Answer | null>} null where nobody answered
 */
async function send(form, mode) {
  const data = new FormData();
  for (const [name, value] of form.fields) data.append(name, value);
  const headers = {
    Accept: "application/json",
    "X-Device": await device(),
    "X-Device-Counter": String(form.counter),
    "X-Device-Time": String(form.device_at),
    "X-Device-Now": String(Date.now()),
    "X-Outbox": mode,
    "X-Page": form.page,
  };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers, redirect: "manual", signal: stop.signal });
    if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) {
      const isTheirs = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
      return isTheirs ? { state: "stuck", why: String(answer.status) } : { state: "later" };
    }
    return await answer.json();
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What an answer means for a form that waits.
 * @param {Kept} form
 * @param {Answer | null} answer
 * @returns {Promise<boolean>} whether to go on with the next one
 */
async function settle(form, answer) {
  needsSignIn = answer?.state === "sign_in";
  if (answer === null || answer.state === "later" || needsSignIn) {
    if (form.state === "here") await put({ ...form, state: "waiting" });
    return false;
  }
  if (answer.state === "done") await put({ ...form, state: "sent", why: "", sent_at: Date.now() });
  else if (answer.state === "kept") await put({ ...form, state: "kept", why: answer.why ?? "", sent_at: Date.now() });
  else await put({ ...form, state: "stuck", why: answer.why ?? "" });
  return true;
}

/** After an older backup was put back the books miss what they had: it is sent once more, under the same ids. */
async function findLost() {
  const sent = (await all()).filter((form) => form.state === "sent" || form.state === "kept");
  for (const form of sent) if (Date.now() - form.sent_at > KEEP_SENT) await remove(form.counter);
  const mine = sent.filter((form) => form.actor === actor() && Date.now() - form.sent_at <= KEEP_SENT);
  if (!mine.length || actor() === "0") return;
  const answer = await fetch(`${root()}outbox/known`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(mine.map((form) => form.command_id)),
    redirect: "manual",
  });
  if (!answer.ok) return;
  const told = await answer.json();
  const missing = new Set(told.missing);
  const waiting = new Set(told.waiting);
  for (const form of mine) {
    if (missing.has(form.command_id)) await put({ ...form, state: "waiting", sent_at: 0 });
    else if (form.state === "kept" && !waiting.has(form.command_id)) await put({ ...form, state: "sent", why: "" });
  }
}

/** A page that was left while its form was under way: whether it arrived the books will say. */
async function findLeft() {
  for (const form of await all()) {
    if (form.state === "here" && Date.now() - form.device_at > PATIENCE) await put({ ...form, state: "waiting" });
  }
}

/** Send what waits, in its order; what another person filled in waits for them. */
async function sendAll() {
  if (isSending) return;
  isSending = true;
  try {
    await findLost().catch(() => undefined);
    await findLeft();
    for (const form of toSend(await all())) {
      if (form.actor !== actor()) continue;
      if (!(await settle(form, await send(form, "later")))) break;
    }
  } finally {
    isSending = false;
    changed();
  }
}

/** Send from one tab at a time. */
export function flush() {
  if (navigator.locks) return navigator.locks.request("liangcao-outbox", { ifAvailable: true }, (lock) => (lock ? sendAll() : undefined));
  return sendAll();
}

function changed() {
  channel?.postMessage("changed");
  void show();
}

/** The bar on every page: how much waits here, and why. */
async function show() {
  const shown = bar();
  const words = shown?.querySelector("[data-outbox-words]");
  if (!shown || !words) return;
  const forms = await all();
  /** @type {string[]} */
  const parts = [];
  if (!navigator.onLine) parts.push(said("offline"));
  for (const [state, key] of [["waiting", "waiting"], ["kept", "kept"], ["stuck", "stuck"]]) {
    const count = forms.filter((form) => form.state === state).length;
    if (count) parts.push(said(key).replace("%n", String(count)));
  }
  const waits = toSend(forms).length;
  if (waits && needsSignIn) parts.push(said("signIn"));
  words.textContent = parts.join(" · ");
  shown.hidden = !parts.length;
  const button = shown.querySelector("[data-outbox-send]");
  if (button instanceof HTMLElement) button.hidden = !waits;
  document.dispatchEvent(new CustomEvent(CHANGED, { detail: forms }));
}

/**
 * @param {HTMLFormElement} form
 * @param {boolean} on
 */
function lock(form, on) {
  if (on) busy.add(form);
  else busy.delete(form);
  for (const button of form.querySelectorAll("button[type=submit]")) {
    if (on) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Promise<Kept>}
 */
async function filled(form, submitter) {
  const clock = form.querySelector("[data-clock]");
  if (clock instanceof HTMLInputElement) clock.value = String(Date.now());
  const data = new FormData(form);
  if (submitter instanceof HTMLButtonElement && submitter.name) data.append(submitter.name, submitter.value);
  const known = new Set((await all()).map((each) => each.command_id));
  const given = String(data.get("command_id") ?? "");
  const command_id = !given || known.has(given) ? uuid() : given; // a kept page filled in a second time is another deed
  data.set("command_id", command_id);
  const id = form.elements.namedItem("command_id");
  if (id instanceof HTMLInputElement) id.value = command_id;
  return add({
    command_id,
    action: form.action,
    page: location.pathname.slice(root().length - 1),
    title: document.title,
    fields: Array.from(data.entries()),
    actor: actor(),
    device_at: Date.now(),
    state: "here",
    why: "",
    sent_at: 0,
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function handIn(form, submitter) {
  lock(form, true);
  /** @type {Kept} */
  let kept;
  try {
    kept = await filled(form, submitter);
    void navigator.storage?.persist?.();
  } catch {
    form.submit(); // a browser that keeps nothing: as any form
    return;
  }
  const waits = async () => toSend(await all()).some((each) => each.counter < kept.counter && each.actor === actor());
  if ((await waits()) && navigator.onLine) await flush(); // first what was filled in before
  const answer = (await waits()) ? null : await send(kept, "here");
  if (answer?.state === "refused") {
    if (answer.page) {
      await remove(kept.counter);
      form.submit(); // what it asks for stands on the page of the server
      return;
    }
    await remove(kept.counter);
    blame(form, answer.errors ?? []);
    lock(form, false);
  } else {
    const isDone = await settle(kept, answer);
    if (isDone && answer?.state === "done") {
      location.assign(answer.location || location.href);
      return;
    }
    say(form, "warn", [needsSignIn ? said("signIn") : (answer?.why ?? said("held"))]);
    if (form.dataset.offline === "again") startAgain(form);
    form.dispatchEvent(new CustomEvent(HELD, { bubbles: true, detail: kept }));
  }
  changed();
}

/**
 * The next one of many alike: the fields are as the page came, but where one stands (data-stays).
 * @param {HTMLFormElement} form
 */
function startAgain(form) {
  for (const field of Array.from(form.elements)) {
    if (field instanceof HTMLInputElement && field.type !== "hidden" && !("stays" in field.dataset)) {
      field.value = field.defaultValue;
      field.checked = field.defaultChecked;
    } else if (field instanceof HTMLSelectElement && !("stays" in field.dataset)) {
      field.selectedIndex = 0;
    }
  }
  lock(form, false);
  const first = form.querySelector("[autofocus]");
  if (first instanceof HTMLElement) first.focus();
}

/**
 * Without signal the other forms say so; one that ends what forms were kept for goes after these.
 * @param {SubmitEvent} event
 * @param {HTMLFormElement} form
 */
function holdBack(event, form) {
  if (form.method !== "post" || passed.delete(form)) return;
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopImmediatePropagation();
    say(form, "warn", [said("needsSignal")]);
  } else if ("afterOutbox" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    void (async () => {
      const mine = async () => toSend(await all()).filter((each) => each.actor === actor()).length;
      if (await mine()) await flush();
      const count = await mine();
      if (count) {
        say(form, "warn", [said("first").replace("%n", String(count))]);
        return;
      }
      passed.add(form);
      form.requestSubmit ? form.requestSubmit(submitter) : form.submit();
    })().catch(() => form.submit());
  }
}

/** Nothing of a person stays behind for the next one but what they have not sent. */
async function leave() {
  for (const name of ["pages", "scans"]) await forget(name);
  if ("caches" in window) await caches.delete("liangcao-pages");
  for (const form of await all()) if (form.state === "sent" || form.state === "kept") await remove(form.counter);
}

function catchForms() {
  /** @type {WeakSet<HTMLFormElement>} */
  const leaving = new WeakSet();
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement)) return;
      if ("offline" in form.dataset && !event.submitter?.hasAttribute("formaction")) {
        event.preventDefault();
        if (!busy.has(form)) void handIn(form, event.submitter);
      } else if (form.action.endsWith("/sign-out") && !leaving.has(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        void (async () => {
          const count = toSend(await all()).length;
          if (count && !(await ask(said("leaving").replace("%n", String(count))))) return;
          await leave();
          leaving.add(form);
          form.requestSubmit ? form.requestSubmit() : form.submit();
        })().catch(() => form.submit());
      } else if (!leaving.has(form)) {
        holdBack(event, form);
      }
    },
    true,
  );
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-outbox-send]")) void flush();
  });
  // A button that has the server change the form (and books nothing) cannot do so without signal.
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest("button[formaction]") : null;
      if (!(button instanceof HTMLButtonElement) || !button.form || navigator.onLine) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      say(button.form, "warn", [said("needsSignal")]);
    },
    true,
  );
}

/** The service worker is the one script let in by the policy of that name. */
function installWorker() {
  if (!("serviceWorker" in navigator)) return;
  const address = `${root()}sw.js`;
  const types = /** @type {any} */ (window).trustedTypes;
  const policy = types?.createPolicy("liangcao", { createScriptURL: (/** @type {string} */ url) => (url === address ? url : "") });
  const script = policy ? policy.createScriptURL(address) : address;
  navigator.serviceWorker.register(script, { scope: root() }).catch(() => undefined);
}

export function startOutbox() {
  installWorker();
  if (!("indexedDB" in window)) return;
  catchForms();
  const whenSeen = () => {
    if (document.visibilityState === "visible") void flush();
  };
  window.addEventListener("online", () => void flush());
  window.addEventListener("offline", () => void show());
  document.addEventListener("visibilitychange", whenSeen);
  if (channel) channel.onmessage = () => void show();
  window.setInterval(async () => {
    if (navigator.onLine && toSend(await all()).length) whenSeen();
  }, AGAIN);
  void show();
  void flush();
}
