/** The page's files, read once at start; nothing else of the disk can be asked for. @module */
import { readFileSync } from "node:fs";

export interface Asset {
  readonly body: string;
  readonly type: string;
}

const script = "text/javascript; charset=utf-8";

const sheet = "text/css; charset=utf-8";

/** Route to file name and media type. */
const files: readonly (readonly [route: string, file: string, type: string])[] = [
  ["/", "page.html", "text/html; charset=utf-8"],
  ["/page.css", "page.css", sheet],
  ...["list", "actor", "chart", "narrow"].map((name) => [`/page/${name}.css`, `${name}.css`, sheet] as const),
  ["/page/icon.svg", "icon.svg", "image/svg+xml"],
  ...[
    "page",
    "society",
    "live",
    "filters",
    "table",
    "actor",
    "facts",
    "letters",
    "chart",
    "summary",
    "words",
    "dom",
  ]
    .map(
      (name) => [`/page/${name}.js`, `${name}.js`, script] as const,
    ),
];

/** @returns the page's files by route. @throws when one is missing from the installation. */
export function readAssets(): ReadonlyMap<string, Asset> {
  return new Map(files.map(([route, file, type]) => {
    const body = readFileSync(new URL(`./page/${file}`, import.meta.url), "utf8");
    return [route, { body, type }];
  }));
}
