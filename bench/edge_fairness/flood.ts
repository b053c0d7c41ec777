/** One client without manners: 64 requests at once, each followed by the next whatever the answer was, until it is stopped. @module */
import { Buffer } from "node:buffer";
import { Agent, request as httpsRequest } from "node:https";
import process from "node:process";

/** What is asked, over and over; `connection` is whether each request opens one. */
interface Flood {
  readonly path: string;
  readonly bodyBytes: number;
  readonly connection: "kept" | "new";
}

const { url, ca, token, flood } = JSON.parse(process.argv[2] ?? "{}") as {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
  readonly flood: Flood;
};
const agent = flood.connection === "kept" ? new Agent({ keepAlive: true, maxSockets: 64 }) : false;
let count = 0;

function once(): Promise<void> {
  const name = `flood-${process.pid}-${count++}`;
  const text = "x".repeat(flood.bodyBytes);
  const body = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text } });
  const isWrite = flood.bodyBytes > 0;
  const headers = {
    authorization: `Bearer ${token}`,
    ...(isWrite && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve) => {
    const request = httpsRequest(url + flood.path, { agent, ca, headers, method: isWrite ? "POST" : "GET" });
    request.on("response", (response) => response.on("end", resolve).on("error", () => resolve()).resume());
    request.on("error", () => resolve());
    request.end(isWrite ? body : undefined);
  });
}

await Promise.all(Array.from({ length: 64 }, async () => {
  for (;;) await once();
}));
