/** Content types and the Accept header (RFC 9110, 12.5.1). @module */

export interface MediaType {
  /** `application/json`, lower case. */
  readonly type: string;
  /** Parameters such as `as`, `v`, `g`; names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads one media type; parameters without a value are left out. */
export function parseMediaType(text: string): MediaType {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const parameters = rest.flatMap((part) => {
    const at = part.indexOf("=");
    return at < 0
      ? []
      : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim().replaceAll('"', "")]];
  });
  return { type: type.toLowerCase(), parameters: Object.fromEntries(parameters) };
}

/** The types of an Accept header, best first; equal weights keep their order. No header means anything. */
export function parseAccept(header: string | undefined): readonly MediaType[] {
  return (header ?? "*/*").split(",").filter((part) => part.trim() !== "").map(parseMediaType)
    .map((mediaType, at) => ({ mediaType, at, weight: weightOf(mediaType) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.at - b.at)
    .map(({ mediaType }) => mediaType);
}

function weightOf({ parameters }: MediaType): number {
  const weight = Number(parameters.q ?? 1);
  return Number.isNaN(weight) ? 1 : weight;
}
