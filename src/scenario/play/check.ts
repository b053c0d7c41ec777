/** Looking once whether an expectation holds. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { ActorsExpectation, Expectation, FieldExpectation, ListExpectation } from "../story/scenario.ts";
import { formatDuration } from "../story/duration.ts";
import { type Answer, found } from "./answer.ts";
import { equalAsSets, matchField, matchWithout, type Mismatch, show } from "./match.ts";
import { patternValue } from "./pattern_value.ts";
import type { Scene } from "./scene.ts";

/** Empty when the expectation holds; otherwise one line for each thing that is not as wanted. */
export type Findings = readonly string[];

export function check(expectation: Expectation, scene: Scene): Promise<Findings> {
  switch (expectation.type) {
    case "object":
      return checkObject(expectation, scene);
    case "absent":
      return checkAbsent(expectation, scene);
    case "list":
      return checkList(expectation, scene);
    case "page":
      return checkPage(expectation, scene);
    case "actors":
      return Promise.resolve(checkActors(expectation, scene));
    case "quiet":
      return checkQuiet(expectation, scene);
  }
}

type ExpectationOf<T extends Expectation["type"]> = Extract<Expectation, { readonly type: T }>;

async function findObject(
  { place, object }: ExpectationOf<"object" | "absent">,
  scene: Scene,
): Promise<Answer<KubeObject>> {
  const target = await scene.target(place, object);
  return target.ok ? await scene.client.get(target.value) : target;
}

async function checkObject(expectation: ExpectationOf<"object">, scene: Scene): Promise<Findings> {
  const object = await findObject(expectation, scene);
  if (!object.ok) return [`wanted it to be there, found: ${object.why}`];
  const findings: string[] = [];
  for (const field of expectation.fields) {
    const mismatches = await checkField(object.value, field, scene);
    const format = object.value.kind === "Secret" ? formatSecretMismatch : formatMismatch;
    findings.push(...(mismatches.ok ? mismatches.value.map(format) : [mismatches.why]));
  }
  return findings;
}

async function checkField(
  object: KubeObject,
  field: FieldExpectation,
  scene: Scene,
): Promise<Answer<Mismatch[]>> {
  if (field.rule === "without") return found(matchWithout(object, field.path));
  const wanted = await patternValue(field.value, scene.names);
  return wanted.ok ? found(matchField(object, field.path, field.rule, wanted.value)) : wanted;
}

function formatMismatch({ path, wanted, found }: Mismatch): string {
  return `${path}: wanted ${wanted}, found ${found}`;
}

/** The output of a play may be shown to anybody; what a Secret holds may not. */
function formatSecretMismatch({ path }: Mismatch): string {
  return `${path}: not as wanted; the values of a Secret are not shown`;
}

async function checkAbsent(expectation: ExpectationOf<"absent">, scene: Scene): Promise<Findings> {
  const object = await findObject(expectation, scene);
  if (object.ok) return [`wanted it to be absent, found it with ${show(identityOf(object.value))}`];
  return object.kind === "absent" ? [] : [`wanted proof that it is absent, found: ${object.why}`];
}

/** What tells why an object is still there. Annotations may repeat a whole Secret, so they stay out. */
function identityOf(
  { metadata: { uid, creationTimestamp, deletionTimestamp, finalizers } }: KubeObject,
): unknown {
  return Object.fromEntries(
    Object.entries({ uid, creationTimestamp, deletionTimestamp, finalizers }).filter(([, v]) => v),
  );
}

async function checkList(expectation: ListExpectation, scene: Scene): Promise<Findings> {
  const names = await listNames(expectation, scene);
  if (!names.ok) return [`wanted to list it, found: ${names.why}`];
  const findings: string[] = [];
  if (expectation.count !== undefined && names.value.length !== expectation.count) {
    findings.push(`wanted ${expectation.count}, found ${names.value.length}: ${show(names.value)}`);
  }
  if (expectation.names === undefined) return findings;
  const wanted = await patternValue({ items: expectation.names }, scene.names);
  if (!wanted.ok) return [...findings, wanted.why];
  if (!equalAsSets(names.value, wanted.value)) {
    findings.push(`wanted ${show(wanted.value)}, found ${show(names.value)}`);
  }
  return findings;
}

async function listNames(
  { place, kind, group, namespace, labels }: ListExpectation,
  scene: Scene,
): Promise<Answer<string[]>> {
  const server = await scene.server(place);
  if (!server.ok) return server;
  const resource = await scene.kinds.resource(server.value, kind, group);
  // A server that does not have the kind has none of them.
  if (!resource.ok) return resource.kind === "absent" ? found([]) : resource;
  const inside = namespace === undefined ? undefined : await scene.names.text(namespace);
  if (inside !== undefined && !inside.ok) return inside;
  const query: Record<string, string> = labels === undefined ? {} : { labelSelector: labels };
  const items = await scene.client.list(server.value, {
    resource: resource.value,
    namespace: inside?.value,
    query,
  });
  return items.ok ? found(items.value.map(nameOf)) : items;
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

async function checkPage(
  { edge, port, contains }: ExpectationOf<"page">,
  { world }: Scene,
): Promise<Findings> {
  const standing = world.edges.get(edge);
  if (standing === undefined) return [`this world has no edge ${edge}`];
  const answer = await world.pace.settle(standing.fetchPage(port));
  const served = answer !== null && answer.status === 200 ? answer.body : undefined;
  if (contains === undefined) return served === undefined ? [] : [`wanted no page, found ${show(served)}`];
  if (served?.includes(contains)) return [];
  const instead = answer === null
    ? "nothing listening there"
    : `status ${answer.status} and ${show(answer.body)}`;
  return [`wanted a page with ${show(contains)}, found ${instead}`];
}

function checkActors({ kind, state, count, resting }: ActorsExpectation, { world }: Scene): Findings {
  const directory = world.runtime.directory();
  if (directory === null) return ["wanted to see the actors, found the runtime stopped"];
  const actors = directory.list({ kind, state });
  const findings: string[] = [];
  if (count !== undefined && actors.length !== count) {
    findings.push(`wanted ${count}, found ${actors.length}: ${show(actors.map(({ address }) => address))}`);
  }
  const restless = actors.filter(({ waitsFor }) => waitsFor !== null);
  if (resting && restless.length > 0) findings.push(`wanted all at rest, found ${restless.length} waiting`);
  return findings;
}

/** Writes are looked for this often, so that a restless attempt ends soon and the next one begins. */
const quietSliceMs = 1000;

async function checkQuiet({ forMs }: ExpectationOf<"quiet">, { world }: Scene): Promise<Findings> {
  const before = world.runtime.writes().total;
  for (let rest = forMs; rest > 0; rest -= quietSliceMs) {
    await world.pace.wait(Math.min(rest, quietSliceMs));
    const { total, newest } = world.runtime.writes();
    const made = total - before;
    if (made > 0) {
      return [`wanted no write for ${formatDuration(forMs)}, found ${made}: ${show(newest.slice(-made))}`];
    }
  }
  return [];
}
