/** The key of this installation's marks, made once and kept in the data directory. @module */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMarker, type Marker } from "../../actors/copies/mark.ts";
import { writePrivateFile } from "../../hub/serve/credentials/private_file.ts";

/** Without this file nothing that was made before is known as ours, and it is left alone. */
export function loadMarker(dataDir: string): Marker {
  const path = join(dataDir, "mark.key");
  if (!existsSync(path)) writePrivateFile(path, `${randomBytes(32).toString("base64url")}\n`);
  return createMarker(readFileSync(path, "utf8").trim());
}
