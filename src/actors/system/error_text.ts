/** What an error says, however badly it behaves. @module */

const lengthMax = 500;

/** The message of a thrown value, at most 500 characters; never throws. */
export function errorText(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text;
  } catch {
    return "an error that cannot be printed";
  }
}
