// @ts-check
// The pages of one's own work are fetched ahead and kept on this device, so that they open without signal: today's trip and
// its stops, pick lists, counts, arrivals. The server says which; the service worker shows them (sw.js).

import { actor } from "./outbox.js";
import { remember, remembered } from "./store.js";

/** @typedef {{path: string, title: string, codes: string[]}} WorkPage */

const CACHE = "liangcao-pages";
const EVERY = 10 * 60_000;
const ON_DESK = 60_000;
const root = () => document.body.dataset.root ?? "/";

/** @param {string} path a path of this app */
const at = (path) => root() + path.replace(/^\//, "");

/** @returns {Promise<WorkPage[]>} the pages kept for whoever is signed in */
export async function keptPages() {
  const kept = await remembered("pages");
  return kept?.actor === actor() ? kept.pages : [];
}

async function keepPages() {
  const kept = await remembered("pages");
  const cache = await caches.open(CACHE);
  const isThere = kept?.actor === actor() && (await cache.match(at("/"), { ignoreVary: true }));
  const pause = location.pathname === root() ? ON_DESK : EVERY;
  if (isThere && Math.abs(Date.now() - kept.at) < pause) return;
  const answer = await fetch(at("/outbox/pages"), { headers: { Accept: "application/json" }, redirect: "manual" });
  if (!answer.ok) return;
  /** @type {WorkPage[]} */
  const pages = await answer.json();
  await remember("pages", { actor: actor(), at: 0, pages });
  for (const each of pages) {
    const page = await fetch(at(each.path), { headers: { "X-Kept-Page": "1" }, redirect: "manual" });
    const isPage = page.status === 200 && (page.headers.get("Content-Type") ?? "").startsWith("text/html");
    if (isPage) await cache.put(at(each.path), page);
  }
  await remember("pages", { actor: actor(), at: Date.now(), pages });
}

export function startKeptPages() {
  if (!("caches" in window) || !("indexedDB" in window) || !navigator.serviceWorker || actor() === "0") return;
  void navigator.serviceWorker.ready.then(() => keepPages()).catch(() => undefined);
}
