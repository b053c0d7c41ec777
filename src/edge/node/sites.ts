/** The web servers of a node's pods: one per host port that leads to this machine. @module */
import type { Objects } from "../../hub/objects.ts";
import type { WebHandle, WebPort } from "../../ports/web.ts";
import type { PortMapping } from "../kind_config.ts";
import type { Pod } from "../workloads/workload_types.ts";
import { documentRoot, filesBelow } from "./pod_volumes.ts";

interface Site {
  readonly handle: WebHandle;
  /** `problem` is null when the port is open, and absent while that is not known. */
  readonly answered: { readonly problem?: string | null };
}

/** What a pod's web server says of itself. */
export type SiteState = "none" | "opening" | "open" | { readonly problem: string };

export interface SitesOptions {
  readonly objects: Objects;
  readonly web: WebPort;
  readonly portMap: readonly PortMapping[];
  /** Called when a pod's port has been opened or refused, never from inside `open`. */
  readonly decided: (uid: string) => void;
}

/** All sites of a node, by the pod's UID. */
export class Sites {
  readonly #options: SitesOptions;
  readonly #sites = new Map<string, readonly Site[]>();

  constructor(options: SitesOptions) {
    this.#options = options;
  }

  /** Serves what the pod has, or brings what is served up to date. */
  open(pod: Pod): SiteState {
    const uid = pod.metadata.uid!;
    const known = this.#sites.get(uid);
    if (known) this.#update(pod, known);
    else this.#sites.set(uid, this.#serve(pod));
    return stateOf(this.#sites.get(uid)!);
  }

  /** Frees a pod's ports. */
  close(uid: string): void {
    for (const { handle } of this.#sites.get(uid) ?? []) handle.close();
    this.#sites.delete(uid);
  }

  closeAll(): void {
    for (const uid of [...this.#sites.keys()]) this.close(uid);
  }

  #serve(pod: Pod): readonly Site[] {
    const asked = { during: true };
    const sites = this.#pages(pod).map(({ port, files }): Site => {
      // The answer may come before `serve` returns, so it is kept in an object that is there already.
      const answered: { problem?: string | null } = {};
      const handle = this.#options.web.serve(port, files, (problem) => {
        answered.problem = problem;
        if (!asked.during) this.#options.decided(pod.metadata.uid!);
      });
      return { handle, answered };
    });
    asked.during = false;
    return sites;
  }

  #update(pod: Pod, sites: readonly Site[]): void {
    this.#pages(pod).forEach(({ files }, index) => sites[index]?.handle.update(files));
  }

  /** The ports of this machine that a pod's web servers answer on, with what they show. */
  #pages(pod: Pod) {
    const { objects, portMap } = this.#options;
    return pod.spec.containers.flatMap((container) => {
      const root = documentRoot(container);
      if (root === undefined) return [];
      const files = filesBelow(objects, pod, container, root);
      const hostPorts = (container.ports ?? []).flatMap(({ hostPort }) => hostPort ?? []);
      return portMap.filter(({ containerPort }) => hostPorts.includes(containerPort))
        .map(({ hostPort: port }) => ({ port, files }));
    });
  }
}

function stateOf(sites: readonly Site[]): SiteState {
  if (sites.length === 0) return "none";
  const problems = sites.map(({ answered }) => answered.problem);
  const refused = problems.find((problem) => typeof problem === "string");
  if (refused) return { problem: refused };
  return problems.includes(undefined) ? "opening" : "open";
}
