// What the page's side and the worker both know: which caches are this folder's, and the switch that takes all of it away.
// Either may be the one that is broken, so each can throw it alone. Depends on nothing.

export const SCOPE = new URL('./', self.location);
/** Begins the names of this folder's caches, and of no other's on the same origin. */
export const OWN = `bayou ${encodeURIComponent(SCOPE.pathname)} `;

export async function removeCaches(isKept) {
  const names = (await caches.keys()).filter((name) => name.startsWith(OWN) && !isKept(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Whether the site says, by a file beside the page, `{"offline": false}`. */
export async function isWithdrawn() {
  try {
    const answer = await fetch(new URL('offline.json', SCOPE), { cache: 'no-store' });
    return answer.ok && (await answer.json()).offline === false;
  } catch {
    // Without a network, or behind a login page, nothing has been said.
    return false;
  }
}

/** Takes the worker of this folder and its caches away. */
export async function withdraw(registration) {
  if (registration) await registration.unregister();
  await removeCaches(() => false);
}
