/**
 * Lets a page open without a connection; what is typed there is not its business.
 *
 * The controller that serves it puts `CACHE`, the name of the page's own cache with its
 * version, and `PAGES`, a pattern of its addresses, before the first line.
 */
/* global CACHE, PAGES */

const PATIENCE = 4000;
const PAGE = new RegExp(PAGES);
const LASTING = /^\/(web\/assets|web\/image|web\/static|maker_mrp\/static)\//;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    const old = names.filter(
      (name) => name.startsWith("maker-stall-") && name !== CACHE
    );
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("message", (event) => {
  event.waitUntil(Promise.allSettled((event.data.keep || []).map(keep)));
});

self.addEventListener("fetch", (event) => {
  const {request} = event;
  const {origin, pathname} = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) {
    return;
  }
  if (PAGE.test(pathname)) {
    event.respondWith(freshPage(request, pathname));
  } else if (LASTING.test(pathname)) {
    event.respondWith(keptFirst(request));
  }
});

async function keep(address) {
  const response = await fetch(address, {redirect: "error"});
  await store(address, response);
  await forgetOlder(address);
}

/** A changed picture has another version in its address: the older one goes. */
async function forgetOlder(address) {
  const {href, search} = new URL(address, self.location.origin);
  if (!search) {
    return;
  }
  const cache = await caches.open(CACHE);
  const versions = await cache.keys(address, {ignoreSearch: true});
  const older = versions.filter((request) => request.url !== href);
  await Promise.all(older.map((request) => cache.delete(request)));
}

async function store(address, response) {
  if (response.ok && !response.redirected) {
    const cache = await caches.open(CACHE);
    await cache.put(address, response.clone());
  }
}

/** The page from the server; the kept one when that takes too long or fails. */
async function freshPage(request, pathname) {
  const fresh = fetch(request).then(async (response) => {
    await store(pathname, response);
    return response;
  });
  const kept = await caches.match(pathname, {cacheName: CACHE});
  if (!kept) {
    return fresh;
  }
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh, late]).then(
    (response) => (response.status >= 500 ? kept : response),
    () => kept
  );
}

async function keptFirst(request) {
  const kept = await caches.match(request, {cacheName: CACHE});
  if (kept) {
    return kept;
  }
  const response = await fetch(request);
  await store(request, response);
  return response;
}
