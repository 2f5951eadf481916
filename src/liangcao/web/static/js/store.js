// @ts-check
// What the outbox keeps in this browser (IndexedDB): forms in the order they were filled in, and this device's name.

/**
 * @typedef {"here" | "waiting" | "sent" | "kept" | "stuck"} State being sent at once; to be sent; the books have it; refused
 * and kept there; cannot be sent
 * @typedef {{counter: number, command_id: string, action: string, page: string, title: string, fields: [string, string | File][],
 *   actor: string, device_at: number, state: State, why: string, sent_at: number}} Kept
 */

const NAME = "liangcao-outbox";
/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/** A random name; older browsers have no randomUUID. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("forms", { keyPath: "counter", autoIncrement: true }); // never gives a number twice
      asked.result.createObjectStore("about");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/**
 * @template T
 * @param {"forms" | "about"} name
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>} once it is written for good
 */
async function within(name, mode, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const asked = ask(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<Kept[]>} everything, in the order it was filled in */
export const all = () => within("forms", "readonly", (store) => store.getAll());

/**
 * @param {Omit<Kept, "counter">} form
 * @returns {Promise<Kept>} the form with its number
 */
export async function add(form) {
  const counter = Number(await within("forms", "readwrite", (store) => store.add(form)));
  return { ...form, counter };
}

/** @param {Kept} form */
export const put = (form) => within("forms", "readwrite", (store) => store.put(form));

/** @param {number} counter */
export const remove = (counter) => within("forms", "readwrite", (store) => store.delete(counter));

/** @returns {Promise<string>} the name of this device, made once */
export async function device() {
  const known = await within("about", "readonly", (store) => store.get("device"));
  if (known) return String(known);
  const made = uuid();
  await within("about", "readwrite", (store) => store.put(made, "device"));
  return made;
}

/**
 * Something else this device remembers; none when it never was.
 * @param {string} name
 * @returns {Promise<any>}
 */
export const remembered = (name) => within("about", "readonly", (store) => store.get(name));

/** @param {string} name @param {any} value */
export const remember = (name, value) => within("about", "readwrite", (store) => store.put(value, name));

/** @param {string} name */
export const forget = (name) => within("about", "readwrite", (store) => store.delete(name));
