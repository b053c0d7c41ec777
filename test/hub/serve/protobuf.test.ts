/** The bodies that kubectl sends as protobuf are read as the objects it means. @module */
import { suite, test } from "uvu";
import * as assert from "uvu/assert";
import { plainProfileKinds } from "../../../src/hub/kinds/plain_profile.ts";
import { kubeconfigText } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { decodeEnvelope } from "../../../src/hub/serve/protobuf/envelope.ts";
import { bytesField, message, stringField } from "../../../src/hub/serve/protobuf/wire.ts";
import type { ApiRequest } from "../../../src/ports/cluster_api.ts";
import { startServer, type TestServer } from "./client.ts";
import { FakeHub } from "./fake_hub.ts";
import { createKubectl, hasKubectl, type Kubectl } from "./kubectl.ts";

const creations = [
  "namespace a",
  "configmap a --from-literal=x=ü",
  "secret generic a --from-literal=password=hush --type=Opaque",
  "serviceaccount a",
  "deployment a --image=httpd:2.4 --replicas=3 --port=80 -- httpd -f",
  "job a --image=busybox -- echo hello",
  "cronjob a --image=busybox --schedule=*/5_*_*_*_* -- date",
  "role a --verb=get,list --resource=pods,deployments.apps --resource-name=x",
  "clusterrole a --verb=get --non-resource-url=/metrics",
  "rolebinding a --role=a --user=u --group=g --serviceaccount=default:s",
  "clusterrolebinding a --clusterrole=a --group=system:masters",
  "quota a --hard=cpu=1,memory=1G,pods=2",
  "service nodeport a --tcp=80:8080 --node-port=30001",
  "service externalname a --external-name=example.org",
  "ingress a --rule=foo.com/bar=svc1:8080,tls=my-cert --class=nginx",
  "poddisruptionbudget a --selector=app=a --min-available=50%",
  "priorityclass a --value=1000 --global-default=false --description=high",
];

const withKubectl = suite("kubectl create");
let server: TestServer;
let kubectl: Kubectl;
withKubectl.before(async () => {
  server = await startServer({ hub: new FakeHub("plain", plainProfileKinds()) });
  const { url, caData, token } = server.running;
  kubectl = createKubectl(kubeconfigText([{ name: "plain", server: url, caData, token }]));
});
withKubectl.after(async () => {
  kubectl.close();
  await server.close();
});

const runs = hasKubectl() ? withKubectl : withKubectl.skip;
runs("sends what --dry-run=client shows, and the server reads just that", async () => {
  for (const creation of creations) {
    const args = creation.split(" ").map((arg) => arg.includes("schedule") ? arg.replaceAll("_", " ") : arg);
    const before = server.hub.requests.length;
    const [options, command] = splitCommand(args);
    const dryRun = [...options, "--dry-run=client", "-o", "json", ...command];
    const [shown] = await Promise.all([run(dryRun), run([...options, ...command])]);
    const sent = server.hub.requests.slice(before).map(({ request }) => request as ApiRequest);
    const created = sent.find(({ verb }) => verb === "create");
    assert.equal(withoutEmpty(created?.body), withoutEmpty(JSON.parse(shown)), creation);
  }
});

/** Options must stand before `--`. */
function splitCommand(args: readonly string[]): readonly [readonly string[], readonly string[]] {
  const at = args.indexOf("--");
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
}

async function run(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await kubectl.runArgs(["create", ...args]);
  assert.is(code, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Both sides write some empty parts that mean nothing: `status: {}`, `creationTimestamp: null`. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)] as const)
    .filter(([, inner]) =>
      inner !== null && !(typeof inner === "object" && Object.keys(inner as object).length === 0)
    );
  return Object.fromEntries(kept);
}

withKubectl.run();

const envelope = (apiVersion: string, kind: string, raw: Uint8Array) =>
  new Uint8Array([
    ...new TextEncoder().encode("k8s\0"),
    ...message(bytesField(1, message(stringField(1, apiVersion), stringField(2, kind))), bytesField(2, raw)),
  ]);
const refusal = (body: Uint8Array) => {
  try {
    decodeEnvelope(body);
  } catch (error) {
    return (error as { status?: number }).status;
  }
  return "accepted";
};

test("a kind or a field without a number is refused, never dropped", () => {
  assert.is(refusal(envelope("example.org/v1", "Widget", new Uint8Array())), 415);
  assert.is(refusal(envelope("v1", "ConfigMap", message(stringField(99, "x")))), 415);
});

test("bytes that are no message are refused", () => {
  assert.is(refusal(new TextEncoder().encode("{}")), 400);
  assert.is(refusal(envelope("v1", "ConfigMap", Uint8Array.of(0x0a, 0x7f, 1))), 400);
  assert.is(refusal(envelope("v1", "ConfigMap", Uint8Array.of(0x12, 0x01, 0xff))), 400);
});

test("what kubectl autoscale sends is read (autoscaling/v2, generated.proto)", () => {
  const target = message(stringField(1, "Deployment"), stringField(2, "web"), stringField(3, "apps/v1"));
  const spec = message(bytesField(1, target), Uint8Array.of(0x10, 1, 0x18, 3));
  const raw = message(bytesField(1, message(stringField(1, "web"))), bytesField(2, spec));
  assert.equal(decodeEnvelope(envelope("autoscaling/v2", "HorizontalPodAutoscaler", raw)), {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web" },
    spec: {
      scaleTargetRef: { kind: "Deployment", name: "web", apiVersion: "apps/v1" },
      minReplicas: 1,
      maxReplicas: 3,
    },
  });
});

test("a key called __proto__ stays a key", () => {
  const entry = message(stringField(1, "__proto__"), stringField(2, "x"));
  const decoded = decodeEnvelope(envelope("v1", "ConfigMap", message(bytesField(2, entry))));
  assert.is(JSON.stringify(decoded.data), '{"__proto__":"x"}');
});

test.run();
