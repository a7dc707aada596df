// The page's database, seen from a test: read, written and damaged behind the page's back.

/** Every record by its key. */
export function records(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('bayou', 1);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = {};
          const request = opening.result.transaction('records').objectStore('records').openCursor();
          request.onsuccess = () => {
            const cursor = request.result;
            if (cursor) {
              all[cursor.key] = cursor.value;
              cursor.continue();
            } else {
              opening.result.close();
              resolve(all);
            }
          };
        };
      }),
  );
}

/** Puts records by their keys; `null` deletes one. Makes the database where the page has not. */
export function put(page, entries) {
  return page.evaluate(
    (entries) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('bayou', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('records');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('records', 'readwrite');
          const table = transaction.objectStore('records');
          for (const [key, value] of Object.entries(entries)) value === null ? table.delete(key) : table.put(value, key);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    entries,
  );
}

/** The slots of the village that was filled in last, the newer first, as [key, record, content]. */
export async function slots(page) {
  const all = await records(page);
  const keys = [0, 1].map((slot) => `village/${all.last}/${slot}`).filter((key) => all[key]);
  const found = keys.map((key) => [key, all[key], JSON.parse(all[key].body)]);
  return found.sort((one, other) => other[2].seq - one[2].seq);
}

/** The answers without their stamps. */
export function plain(fields) {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, field]) => name[0] !== '@' && field.length > 1).map(([name, [, value]]) => [name, value]),
  );
}
