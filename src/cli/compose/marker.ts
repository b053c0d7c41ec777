/** The key of this installation's marks, made once and kept in the data directory. @module */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMarker, type Marker } from "../../actors/copies/mark.ts";
import { systemRandomness } from "../../adapters/system/system_randomness.ts";
import { writePrivateFile } from "../../hub/serve/credentials/private_file.ts";

/** In characters of [0-9a-z]: more than 256 bits. */
const keyLength = 56;

/** Without this file nothing that was made before is known as ours, and it is left alone. */
export function loadMarker(dataDir: string): Marker {
  const path = join(dataDir, "mark.key");
  if (!existsSync(path)) writePrivateFile(path, `${systemRandomness.base36(keyLength)}\n`);
  return createMarker(readFileSync(path, "utf8").trim());
}
