// Files that wait to be sent, kept in this browser until the server has them or they are taken away: they are there
// after a reload and after a crash. They belong to one person and one conversation, go when that person signs out, and
// after a week. What could not be kept (a private window, a full disk) is only held by the page.
const NAME = "tray", OLD = 7 * 24 * 3600 * 1000;
const me = document.body.dataset.user;
const windows = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
let opened = null;

function database() {
  opened ||= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("files", { keyPath: "id" }).createIndex("place", ["user", "conversation"]);
      request.result.createObjectStore("captions");
    };
    request.onsuccess = () => {
      // Signing out on another page takes all of it away.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** In one transaction over both stores, which is over when the promise resolves. */
async function within(mode, work) {
  const transaction = (await database()).transaction(["files", "captions"], mode);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const found = work(transaction.objectStore("files"), transaction.objectStore("captions"));
  await done;
  return found;
}

const quietly = (work) => work.catch(() => undefined);
const tellOfUnsent = () => document.dispatchEvent(new Event("desk:unsent"));

/** Whether it is. A recording has a length. */
export async function keepFile(conversation, { id, file, at, length = 0 }) {
  const row = { id, user: me, conversation, file, at, length };
  return quietly(within("readwrite", (files) => void files.put(row)).then(() => true)).finally(tellOfUnsent);
}

export function keepCaption({ id, caption }) {
  return quietly(within("readwrite", (_files, captions) => void captions.put(caption, id)));
}

/** In the other windows of this browser it waits no longer, either. */
export const tellGone = (...ids) => windows?.postMessage(ids);
export const onGone = (handle) => windows?.addEventListener("message", ({ data }) => handle(data));

export function dropFile(id) {
  tellGone(id);
  return quietly(within("readwrite", (files, captions) => {
    files.delete(id);
    captions.delete(id);
  })).finally(tellOfUnsent);
}

/** The recording that waits to be listened to, if there is one. */
export const keptRecording = async (conversation) => (await keptRows(conversation)).find((row) => row.length);

export const keptFiles = async (conversation) => (await keptRows(conversation)).filter((row) => !row.length);

/** The conversations in which something is kept. */
export async function keptPlaces() {
  const found = new Set();
  await quietly(within("readonly", (files) => {
    files.index("place").openKeyCursor(IDBKeyRange.bound([me], [me, []])).onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      found.add(cursor.key[1]);
      cursor.continue();
    };
  }));
  return found;
}

/** In the order in which they came. */
async function keptRows(conversation) {
  const found = await quietly(within("readonly", (files, captions) => ({
    rows: files.index("place").getAll([me, conversation]),
    ids: captions.getAllKeys(),
    captions: captions.getAll(),
  })));
  if (!found) return [];
  const words = new Map(found.ids.result.map((id, index) => [id, found.captions.result[index]]));
  const rows = found.rows.result.sort((one, other) => one.at - other.at);
  return rows.map(({ id, file, at, length }) => ({ id, file, at, length, caption: words.get(id) || "" }));
}

/** Another person's, and what is too old for anybody to remember. */
function sweep() {
  return quietly(within("readwrite", (files, captions) => {
    files.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (cursor.value.user !== me || Date.now() - cursor.value.at > OLD) {
        cursor.delete();
        captions.delete(cursor.primaryKey);
      }
      cursor.continue();
    };
  }));
}

sweep();
