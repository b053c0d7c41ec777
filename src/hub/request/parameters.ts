/** The query parameters of a request, read and checked. @module */
import { badRequest, invalid } from "./refusals.ts";
import { notSupported, required } from "./field_error.ts";

export type FieldValidation = "Strict" | "Warn" | "Ignore";

export interface Parameters {
  readonly isDryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  /** Apply: take over fields that others manage. */
  readonly isForced: boolean;
}

type Query = Readonly<Record<string, string>>;

/** client-go takes the first part of the User-Agent; a caller in process has none. */
const defaultManager = "unknown";
const managerLengthMax = 128;
const validations: readonly string[] = ["Ignore", "Warn", "Strict"];

/**
 * Parameters of a write. Without `fieldValidation` unknown fields are ignored in silence: nobody in this process
 * reads warnings. Over HTTP the default is "Warn" (KEP-2885).
 *
 * @throws KubeError 400 or 422 for a value that is not allowed.
 */
export function readParameters(query: Query = {}): Parameters {
  return {
    isDryRun: readDryRun(query["dryRun"]),
    fieldManager: readManager(query["fieldManager"]),
    fieldValidation: readFieldValidation(query["fieldValidation"]),
    isForced: readBoolean(query, "force") ?? false,
  };
}

const options = { group: "meta.k8s.io", resource: "options", kind: "PatchOptions" };

function readDryRun(value: string | undefined): boolean {
  if (value === undefined || value === "") return false;
  if (value === "All") return true;
  throw invalid(options, "", [notSupported("dryRun", value, ["All"])]);
}

function readManager(value: string | undefined): string {
  if (value === undefined || value === "") return defaultManager;
  if (value.length <= managerLengthMax && /^[\x20-\x7e]*$/.test(value)) return value;
  throw badRequest(`fieldManager must be printable and at most ${managerLengthMax} characters long`);
}

function readFieldValidation(value: string | undefined): FieldValidation {
  if (value === undefined || value === "") return "Ignore";
  if (validations.includes(value)) return value as FieldValidation;
  throw invalid(options, "", [notSupported("fieldValidation", value, validations)]);
}

/** A boolean as Go's ParseBool reads it; undefined when absent. */
export function readBoolean(query: Query, name: string): boolean | undefined {
  const value = query[name];
  if (value === undefined || value === "") return undefined;
  if (/^(1|t|T|true|TRUE|True)$/.test(value)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(value)) return false;
  throw badRequest(`strconv.ParseBool: parsing "${value}": invalid syntax`);
}

/** A whole number that is not negative; undefined when absent. */
export function readWhole(query: Query, name: string): number | undefined {
  const value = query[name];
  if (value === undefined || value === "") return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw badRequest(`${name}: Invalid value: ${JSON.stringify(value)}: must be a whole number`);
}

/** Server-side apply needs somebody to apply for. */
export function requireManager(query: Query = {}): void {
  if (query["fieldManager"]) return;
  throw invalid(options, "", [required("fieldManager", "is required for apply patch")]);
}
