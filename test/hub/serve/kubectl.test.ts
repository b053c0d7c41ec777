/** The real kubectl against the real hub: what people type works, and prints what they are used to. @module */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { kubeconfigText } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { namespaces } from "../../../src/kube/core_api.ts";
import { createKubectl, hasKubectl, type Kubectl } from "./kubectl.ts";
import { type RealServer, startRealServer } from "./real_hub.ts";

let server: RealServer;
let kubectl: Kubectl;
const test = suite("kubectl");
test.before(async () => {
  server = await startRealServer("plain");
  const { url, caData, token } = server.running;
  kubectl = createKubectl(kubeconfigText([{ name: "plain", server: url, caData, token }]));
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } };
  server.hub.objects.create({ cluster: "", resource: namespaces }, body);
});
test.after(async () => {
  kubectl.close();
  await server.close();
});
const it = hasKubectl() ? test : test.skip;

const deployment = (replicas: number) =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: httpd}]}
`;

async function says(command: string, wanted: RegExp | string, input?: string): Promise<void> {
  const { code, stdout, stderr } = await kubectl.run(command, input);
  assert.match(stdout, wanted, `kubectl ${command}: ${stderr}`);
  assert.is(code, 0, stderr);
}

async function fails(command: string, wanted: RegExp, input?: string): Promise<void> {
  const { code, stderr } = await kubectl.run(command, input);
  assert.match(stderr, wanted);
  assert.is.not(code, 0);
}

it("creates, shows, labels and patches", async () => {
  await says("create configmap x --from-literal=a=1", "configmap/x created");
  await says("get configmap x", /^NAME +DATA +AGE\nx +1 +\d+s\n$/);
  await says("label configmap x tier=front", "labeled");
  await says("get configmap -l tier=front -o yaml", /tier: front/);
  await says(`patch configmap x -p {"data":{"b":"2"}}`, "patched");
  await says("get configmap x -o jsonpath={.data}", '{"a":"1","b":"2"}');
});

it("applies, again without a change, and after one", async () => {
  await says("apply -f -", "deployment.apps/web created", deployment(1));
  await says("apply -f -", "deployment.apps/web unchanged", deployment(1));
  await says("apply -f -", "deployment.apps/web configured", deployment(2));
  await says("get deployment web", /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +0\/2 /);
});

it("scales and waits", async () => {
  await says("scale deployment web --replicas=3", "scaled");
  await says("wait deployment/web --for=jsonpath={.spec.replicas}=3 --timeout=5s", "condition met");
});

it("shows a diff and changes nothing", async () => {
  const { code, stdout } = await kubectl.run("diff -f -", deployment(5));
  assert.is(code, 1);
  assert.match(stdout, /- {2}replicas: 3\n\+ {2}replicas: 5/);
  await says("get deployment web -o jsonpath={.spec.replicas}", "3");
});

it("applies on the server, and is told of conflicts", async () => {
  await fails("apply --server-side -f -", /conflict with "kubectl" .*\.spec\.replicas/s, deployment(4));
  await says("apply --server-side --force-conflicts -f -", "serverside-applied", deployment(4));
});

it("explains fields and refuses unknown ones", async () => {
  await says("explain deployment.spec.replicas", /FIELD: replicas <integer>/);
  const misspelt = deployment(1).replace("replicas", "replicass");
  await fails("create --dry-run=server -f -", /unknown field "spec.replicass"/, misspelt);
});

it("watches with -w as a table", async () => {
  const watch = kubectl.start("get configmap -w --output-watch-events");
  const seen = new Promise<string>((resolve) => {
    let text = "";
    watch.stdout!.on("data", (chunk) => {
      text += chunk;
      if (/late .*\n/.test(text)) resolve(text); // a row may come in pieces
    });
  });
  while (server.running.stats().watchesOpen === 0) await new Promise((resolve) => setImmediate(resolve));
  await kubectl.run("create configmap late");
  assert.match(await seen, /EVENT +NAME +DATA +AGE\n[^]*ADDED +x +2 [^]*ADDED +late +0 /);
  watch.kill();
});

it("deletes, and waits until it is gone", async () => {
  await says("delete deployment web", 'deployment.apps "web" deleted');
  await fails("get deployment web", /\(NotFound\): deployments.apps "web" not found/);
});

test.run();
