// The service worker: one complete version of the page on the device, every file held against its SHA-256.
//
// The finishing step puts `RELEASE` before it, the list of files with their digests: a worker knows one version alone, keeps
// it in a cache of its own name, and has it whole or is never installed. It answers only for those files; everything else
// goes to the network. Depends on nothing of the page.
/* global RELEASE */
import { OWN, SCOPE, isWithdrawn, removeCaches, withdraw } from './own.js';
import { broken } from './texts.json';

const CACHE = OWN + RELEASE.version;
const FILES = new Map(RELEASE.files.map((file) => [file.path, file]));

function address(file) {
  return new URL(file.path, SCOPE).href;
}

/** The answer with all its bytes, if they are the file's; a login page in its place is none. */
async function verified(answer, file) {
  if (!answer || !answer.ok) return undefined;
  const bytes = await answer.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if (Array.from(digest, (byte) => `0${byte.toString(16)}`.slice(-2)).join('') !== file.sha256) return undefined;
  const headers = new Headers(answer.headers);
  // The bytes are unpacked, and whoever asks gets the same.
  for (const name of ['content-encoding', 'content-length', 'vary']) headers.delete(name);
  return new Response(bytes, { headers });
}

/** The file from the network. What the browser has kept of the page's own loading is taken first: it costs nothing. */
async function fetched(file) {
  for (const cache of ['default', 'reload']) {
    const answer = await fetch(address(file), { cache, credentials: 'same-origin' }).catch(() => undefined);
    const right = await verified(answer, file).catch(() => undefined);
    if (right) return right;
  }
  return undefined;
}

/** The file from the caches: this version's, an interrupted installation's, or the last version's where it is the same. */
async function kept(file) {
  try {
    for (const name of [CACHE, ...(await caches.keys()).filter((it) => it.startsWith(OWN) && it !== CACHE)]) {
      const right = (await caches.has(name)) && (await verified(await (await caches.open(name)).match(address(file)), file));
      if (right) return right;
    }
  } catch {
    // A store that cannot be read holds nothing.
  }
  return undefined;
}

/** Brings every file into this version's cache, or fails. The version in use has another cache and is not touched. */
async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    RELEASE.files.map(async (file) => {
      const right = (await kept(file)) || (await fetched(file));
      if (!right) throw new Error(`${file.path} did not come as it was made`);
      await cache.put(address(file), right);
    }),
  );
}

async function withdrawIfAsked() {
  if (!(await isWithdrawn())) return;
  await withdraw(self.registration);
  for (const client of await self.clients.matchAll()) client.postMessage('withdrawn');
}

async function answer(file, request) {
  const right = await kept(file);
  if (right) return right;
  const fresh = await fetched(file);
  if (fresh) {
    // Mended, unless the caches are gone for good.
    if (await caches.has(CACHE)) await (await caches.open(CACHE)).put(address(file), fresh.clone());
    return fresh;
  }
  if (request.mode !== 'navigate') return Response.error();
  // Another version than this one, and whole: it names its own files, which are not this worker's.
  return fetch(request).catch(() => new Response(broken, { status: 503, headers: { 'content-type': 'text/plain; charset=utf-8' } }));
}

self.addEventListener('install', (event) => event.waitUntil(install()));

self.addEventListener('activate', (event) => {
  event.waitUntil(removeCaches((name) => name === CACHE).then(() => self.clients.claim()));
});

self.addEventListener('message', ({ data }) => {
  if (data === 'take-over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== SCOPE.origin || !url.pathname.startsWith(SCOPE.pathname)) return;
  const file = FILES.get(url.pathname.slice(SCOPE.pathname.length) || 'index.html');
  if (!file) return;
  if (request.mode === 'navigate') event.waitUntil(withdrawIfAsked());
  event.respondWith(answer(file, request));
});
