/** The device's storage; in memory where the browser denies it, so that the rest needn't know. */
export type DeviceStorage = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

export function deviceStorage(): DeviceStorage {
  try {
    return localStorage;
  } catch {
    return memoryStorage();
  }
}

export function memoryStorage(): DeviceStorage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
