/** A hub in a process of its own, so that who measures it and who floods it take none of its time. Says where it is, on one line. @module */
import process from "node:process";
import { openHubAlone } from "../../src/cli/compose/live_hub.ts";

const [dataDir = ""] = process.argv.slice(2);
const hub = await openHubAlone({
  dataDir,
  listen: "127.0.0.1:0",
  hubListen: "127.0.0.1:0",
  hubKubeconfig: null,
  durability: "disk",
  logLevel: "silent",
  json: false,
});
console.log(hub.kubeconfig);
process.once("SIGTERM", () => void hub.close().then(() => process.exit(0)));
