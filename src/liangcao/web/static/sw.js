// The service worker: without signal the shell and the pages opened before, or fetched ahead (kept_pages.js), are shown as
// they were last seen.
// VERSION, SHELL (addresses) and ROOT are written before these lines by the server. Nothing is ever sent from here: forms
// are the outbox's (outbox.js).

const SHELL_CACHE = `liangcao-shell-${VERSION}`;
const PAGES_CACHE = "liangcao-pages";
const PATIENCE = 6000; // on a bad line what is kept is shown after so long
const MOST_PAGES = 150;
const SEARCHED = ["pick-lists", "counts", "scan", "shipments"]; // what stands behind ? there says what to look at, not another page
const WORK = ["", "shipments", "shipping", "picking", "pick-lists", "packages", "receive", "receipts", "arrivals", "move", "stock", "lots", "counts", "trips", "q", "scan", "outbox", "returns", "loans"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL_CACHE)
      .then((cache) => cache.addAll(SHELL))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("liangcao-shell-") && name !== SHELL_CACHE))
      .then((old) => Promise.all([...old, ...(old.length ? [PAGES_CACHE] : [])].map((name) => caches.delete(name)))) // pages go with their shell
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && url.origin === self.location.origin && isAnother(url)) event.waitUntil(caches.delete(PAGES_CACHE));
  if (request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(ROOT)) return;
  const path = url.pathname.slice(ROOT.length);
  if (path.startsWith("static/")) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(page(request, WORK.includes(path.split("/")[0])));
});

/** Somebody signs in or out: what was kept is another person's from now on. */
function isAnother(url) {
  return url.pathname.startsWith(`${ROOT}sign-in`) || url.pathname === `${ROOT}sign-out`;
}

/** A file of the shell, kept once it was asked for: its address names its content. */
async function fromShell(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && request.url.includes(`/static/${VERSION}/`)) (await caches.open(SHELL_CACHE)).put(request, answer.clone());
  return answer;
}

/** A page: from the server while it answers, else as it was last seen, else the page that says there is no signal. */
async function page(request, isWork) {
  const cache = await caches.open(PAGES_CACHE);
  const kept = isWork ? await lastSeen(cache, request) : undefined;
  const fresh = fetch(request).then(async (answer) => {
    if (isWork && isKeepable(answer)) await keep(cache, request, answer.clone());
    if (answer.redirected && new URL(answer.url).pathname.endsWith("/sign-in")) await caches.delete(PAGES_CACHE);
    return answer;
  });
  try {
    return await (kept ? Promise.race([fresh, late(kept)]) : fresh);
  } catch {
    return kept || (await caches.match(`${ROOT}outbox/offline`)) || Response.error();
  }
}

async function lastSeen(cache, request) {
  const kept = await cache.match(request, { ignoreVary: true });
  const first = new URL(request.url).pathname.slice(ROOT.length).split("/")[0];
  return kept || (SEARCHED.includes(first) ? cache.match(request, { ignoreVary: true, ignoreSearch: true }) : undefined);
}

function isKeepable(answer) {
  const type = answer.headers.get("Content-Type") || "";
  return answer.status === 200 && !answer.redirected && type.startsWith("text/html") && !/no-store/.test(answer.headers.get("Cache-Control") || "");
}

async function keep(cache, request, answer) {
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request, answer);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_PAGES)).map((old) => cache.delete(old)));
}

function late(kept) {
  return new Promise((resolve) => setTimeout(() => resolve(kept.clone()), PATIENCE));
}
