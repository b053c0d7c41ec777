/** Looking at and copying JSON values without being fooled by keys such as `__proto__`. @module */

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The record itself, or an empty one for anything else. */
export function recordOr(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

/** An own property; what a prototype has is not data. */
export function own(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at a path of own properties, or undefined. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => own(at, key), value);
}

/** A copy with one field set, or removed when `value` is undefined. A computed key is always an own property. */
export function withField<T extends JsonRecord>(record: T, key: string, value: unknown): T {
  if (value !== undefined) return { ...record, [key]: value };
  if (!Object.hasOwn(record, key)) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key)) as T;
}

/** A copy with the value at a path set, or removed when `value` is undefined; missing parents are made. */
export function withValueAt<T extends JsonRecord>(record: T, path: readonly string[], value: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return record;
  if (rest.length === 0) return withField(record, key, value);
  const child = own(record, key);
  if (value === undefined && !isRecord(child)) return record;
  return withField(record, key, withValueAt(recordOr(child), rest, value));
}

/** Deep equality of JSON values; the order of keys means nothing, an undefined field is no field. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => equalJson(item, b[at]));
  }
  return isRecord(a) && isRecord(b) && equalRecords(a, b);
}

function equalRecords(a: JsonRecord, b: JsonRecord): boolean {
  let fields = 0;
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    if (!equalJson(a[key], own(b, key))) return false;
    fields++;
  }
  return Object.keys(b).filter((key) => b[key] !== undefined).length === fields;
}

/** Whether objects and arrays are nested deeper than `max`; looks no deeper than that. */
export function isDeeperThan(value: unknown, max: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (max === 0) return true;
  for (const child of Array.isArray(value) ? value : Object.values(value)) {
    if (isDeeperThan(child, max - 1)) return true;
  }
  return false;
}

/**
 * About how many UTF-16 units the JSON text has, stopping above `limit`: exact enough to refuse the huge and
 * without building the text of every object.
 */
export function roughSize(value: unknown, limit: number): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 5;
  let size = 2;
  for (const [key, child] of Object.entries(value)) {
    size += (Array.isArray(value) ? 1 : key.length + 4) + roughSize(child, limit - size);
    if (size > limit) break;
  }
  return size;
}
