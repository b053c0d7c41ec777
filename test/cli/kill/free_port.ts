/** A port for somebody who must be told one. @module */
import { createServer } from "node:net";

/** A port of this machine that nobody listens on now; a process that is started again must find its own. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
