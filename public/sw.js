// Keeps the site usable without a network, one release at a time.
//
// `cargo xtask build` writes into BUILT what belongs to the release: each file
// as the page asks for it, with the hash of its content. A release has a cache
// of its own, filled before the worker takes over. Every address but the pages'
// own changes with the content behind it, so a tab of an earlier release finds
// its files by their addresses, in that release's cache, which stays as long as
// a page holds the lock of its name. Vocabularies are kept once they are used.
//
// Other origins, other methods and other names are never answered here.
const BUILT = null;

const CACHE = "lollipop ";
const VOCABULARIES = "lollipop vocabularies ";
const SCOPE = new URL("./", location.href);
/** What a file of the site is called; anything else in the scope is not ours. */
const OURS = /^(vocab\/|lessons\/)?[\w-]+\.(css|js|json|png|svg|txt|vocab|wasm|webmanifest)$/;
/** The pages, as hosts name them. */
const PAGES = { "": "./", "index.html": "./", "embed.html": "embed.html", embed: "embed.html" };

const pageCache = BUILT && CACHE + BUILT.release;
const vocabularyCache = BUILT && VOCABULARIES + BUILT.release.split("-")[1];
const at = (path) => new URL(path, SCOPE).href;
const IN_CACHE = { ignoreVary: true };

const hashOf = async (bytes) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** The response around bytes that are unpacked by now, and not redirected. */
const responseOf = (bytes, answer) => {
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.set("content-length", bytes.byteLength);
  return new Response(bytes, { headers });
};

/** A file of this very release, from the network; throws where that has another. */
const fetched = async (path, hash) => {
  for (const cache of ["default", "reload"]) {
    const answer = await fetch(at(path), { cache });
    const bytes = await answer.arrayBuffer();
    if (answer.ok && (await hashOf(bytes)) === hash) return responseOf(bytes, answer);
  }
  throw new Error(`${path} is not the file of this release`);
};

/** Vocabularies that were in use before, copied where they are still the same. */
const takeOver = async (name, cache) => {
  const path = `vocab/${name}.vocab?${BUILT.release.split("-")[1]}`;
  if (await cache.match(at(path), IN_CACHE)) return;
  const before = await caches.match(at(path), { ...IN_CACHE, ignoreSearch: true });
  const bytes = await before?.arrayBuffer();
  const hash = BUILT.vocabularies[name];
  const same = bytes && (await hashOf(bytes)) === hash;
  await cache.put(at(path), same ? responseOf(bytes, before) : await fetched(path, hash));
};

const install = async () => {
  const cache = await caches.open(pageCache);
  await Promise.all(
    Object.entries(BUILT.files).map(async ([path, hash]) => cache.put(at(path), await fetched(path, hash))),
  );
  const used = new Set([BUILT.first]);
  for (const name of await caches.keys()) {
    if (!name.startsWith(VOCABULARIES)) continue;
    for (const { url } of await (await caches.open(name)).keys()) {
      used.add(new URL(url).pathname.split("/").pop().replace(".vocab", ""));
    }
  }
  const vocabularies = await caches.open(vocabularyCache);
  const known = [...used].filter((name) => Object.hasOwn(BUILT.vocabularies, name));
  await Promise.all(known.map((name) => takeOver(name, vocabularies)));
};

/** Drops the caches of releases that no page is of. */
const tidy = async () => {
  const { held } = await navigator.locks.query();
  const needed = new Set([pageCache, vocabularyCache, ...held.map(({ name }) => name)]);
  // A release that waits to take over has its cache already.
  if (registration.waiting || registration.installing) return;
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHE) && !needed.has(name)) await caches.delete(name);
  }
};

/** Takes everything back: for builds that are not to be kept. */
const retire = async () => {
  for (const name of await caches.keys()) if (name.startsWith(CACHE)) await caches.delete(name);
  await registration.unregister();
};

/** A file from this release, from an earlier one, or from the network. */
const file = async (request) => {
  const own = await (await caches.open(pageCache)).match(request, IN_CACHE);
  return own ?? (await caches.match(request, IN_CACHE)) ?? fetch(request);
};

/** A vocabulary; it is kept under the release of vocabularies that it was asked for. */
const vocabulary = async (event, url) => {
  const kept = await caches.match(url.href, IN_CACHE);
  if (kept) return kept;
  const answer = await fetch(url.href);
  if (answer.ok && url.search) {
    const copy = answer.clone();
    // Where there is no room, it is fetched again next time.
    const keep = async () => (await caches.open(VOCABULARIES + url.search.slice(1))).put(url.href, copy);
    event.waitUntil(keep().catch(() => {}));
  }
  return answer;
};

addEventListener("install", (event) => {
  if (BUILT) event.waitUntil(install());
  else skipWaiting();
});

addEventListener("activate", (event) => {
  event.waitUntil(BUILT ? tidy().then(() => clients.claim()) : retire());
});

addEventListener("message", (event) => {
  // Only the page's own messages arrive here: workers hear their origin alone.
  if (event.data === "take over") event.waitUntil(skipWaiting());
  if (BUILT && Object.hasOwn(BUILT.vocabularies, event.data?.keep)) {
    const url = new URL(`vocab/${event.data.keep}.vocab?${event.data.of}`, SCOPE);
    event.waitUntil(vocabulary(event, url));
  }
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!BUILT || request.method !== "GET" || !url.href.startsWith(SCOPE.href)) return;
  const path = url.pathname.slice(SCOPE.pathname.length);
  if (request.mode === "navigate") {
    if (!(path in PAGES)) return;
    event.respondWith(
      caches.match(at(PAGES[path]), { ...IN_CACHE, cacheName: pageCache }).then((page) => page ?? fetch(request)),
    );
    event.waitUntil(tidy());
  } else if (OURS.test(path)) {
    event.respondWith(path.startsWith("vocab/") ? vocabulary(event, url) : file(request));
  }
});
