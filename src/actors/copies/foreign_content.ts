/** What a namespace or a definition holds besides what its server puts there by itself. @module */
import { factOf } from "../../kube/facts.ts";
import type { KubeList } from "../../kube/object.ts";
import { type ApiResource, groupResourceKey } from "../../kube/resource.ts";
import { isSystemObject } from "../../placement/system_objects.ts";
import type { DiscoveryAnswer } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { discoverWholly } from "../discovery.ts";
import { callPatiently } from "../requests.ts";
import type { CopyTarget } from "./target.ts";

/** Names of up to a few objects found, or why it could not be found out. */
export type Content =
  | { readonly ok: true; readonly objects: readonly string[] }
  | { readonly ok: false; readonly error: KubeError };

/** Events are about other objects and go with their namespace; nobody keeps a namespace for them. */
const passing = new Set(["events", "events.events.k8s.io"]);

const namesMax = 3;

/** Looks through every resource that can be listed; any refusal is the answer, because an error is never "empty". */
export function foreignContent(
  target: CopyTarget,
  namespace: string,
  answer: (content: Content) => void,
): void {
  discoverAll(target, (discovery) => {
    if (!discovery.ok) return answer(discovery);
    const resources = discovery.resources.filter((row) =>
      row.namespaced && row.verbs.includes("list") && !passing.has(groupResourceKey(row))
    );
    lookThrough(target, namespace, resources, [], answer);
  });
}

/** Objects of the kind that a definition defines, in any namespace; `definition` is its name. */
export function objectsDefinedBy(
  target: CopyTarget,
  definition: string,
  answer: (content: Content) => void,
): void {
  discoverAll(target, (discovery) => {
    if (!discovery.ok) return answer(discovery);
    const resources = discovery.resources.filter((row) => groupResourceKey(row) === definition);
    lookThrough(target, undefined, resources, [], answer);
  });
}

/** A discovery that leaves out what is known to be served would hide what is there. */
function discoverAll({ api, cluster, served }: CopyTarget, answer: (answer: DiscoveryAnswer) => void): void {
  discoverWholly(api, cluster, (discovery) => {
    if (!discovery.ok) return answer(discovery);
    const shown = new Set(discovery.resources.map(groupResourceKey));
    const hidden = served.filter((key) => !shown.has(key));
    if (hidden.length === 0) return answer(discovery);
    const message = `discovery does not show ${hidden.join(", ")}, so what is there cannot be looked through`;
    answer({ ok: false, error: new KubeError(0, "Unknown", message) });
  });
}

/** Looks through the resources one after another, each page by page: a page may be short, and hold nothing but the system's. */
function lookThrough(
  target: CopyTarget,
  namespace: string | undefined,
  resources: readonly ApiResource[],
  found: readonly string[],
  answer: (content: Content) => void,
  from = "",
): void {
  const [resource, ...rest] = resources;
  if (resource === undefined || found.length >= namesMax) return answer({ ok: true, objects: found });
  const query = { limit: "50", ...(from !== "" && { continue: from }) };
  callPatiently(
    target.api,
    { verb: "list", cluster: target.cluster, resource, namespace, query },
    (listed) => {
      if (!listed.ok) return answer(listed);
      const { items, metadata } = listed.body as KubeList;
      const objects = items.map((item) => factOf(resource, item))
        .filter((fact) => !isSystemObject(fact))
        .map((fact) => `${groupResourceKey(resource)} ${fact.name}`);
      const next = [...found, ...objects].slice(0, namesMax);
      const more = metadata.continue ?? "";
      lookThrough(target, namespace, more === "" ? rest : resources, next, answer, more);
    },
  );
}
