/**
 * What was typed on this phone, in the browser's own database until it is posted.
 *
 * An entry is on the phone's disk before anybody says that it is kept (IndexedDB with
 * strict durability: the local storage may lose its last seconds when the power goes).
 */

const ENTRIES = "entries";
const FACTS = "facts";
const STRICT = {durability: "strict"};

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class EntryStore {
  /** @param {string} name of the browser's database: one for each of Odoo's */
  constructor(name) {
    this.name = name;
    this.channel = new BroadcastChannel(name);
  }

  open() {
    this.opened ||= new Promise((resolve, reject) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(ENTRIES, {keyPath: "key"});
        request.result.createObjectStore(FACTS);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.opened;
  }

  async all() {
    const base = await this.open();
    const entries = await done(base.transaction(ENTRIES).objectStore(ENTRIES).getAll());
    return entries.sort((a, b) => a.entry.typed_at.localeCompare(b.entry.typed_at));
  }

  /**
   * Put entries and remove others, all or nothing; resolves when it is on the disk.
   *
   * @param {Object[]} entries to put
   * @param {String[]} keys of entries to remove
   */
  async change(entries, keys = []) {
    const base = await this.open();
    await new Promise((resolve, reject) => {
      const work = base.transaction(ENTRIES, "readwrite", STRICT);
      const shelf = work.objectStore(ENTRIES);
      // what a page watches is no plain object, and a database takes no other
      entries.forEach((entry) => shelf.put(JSON.parse(JSON.stringify(entry))));
      keys.forEach((key) => shelf.delete(key));
      work.oncomplete = resolve;
      work.onerror = work.onabort = () => reject(work.error);
    });
    this.channel.postMessage("changed");
  }

  async fact(name) {
    const base = await this.open();
    return done(base.transaction(FACTS).objectStore(FACTS).get(name));
  }

  async setFact(name, value) {
    const base = await this.open();
    const shelf = base.transaction(FACTS, "readwrite").objectStore(FACTS);
    await done(shelf.put(value, name));
  }
}
