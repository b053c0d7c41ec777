/** What a model server keeps: every version of its objects, and who manages their fields; who is told of each write. @module */
import type { KubeObject } from "../../kube/object.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ApiAnswer } from "../../ports/cluster_api.ts";
import type { Call } from "./call.ts";
import { FieldManagers } from "./field_managers.ts";
import { type Commit, History } from "./history.ts";
import { Watches } from "./watches.ts";
import { isFinished, isSame, versionedObject } from "./written_object.ts";

export interface StoreOptions {
  readonly clock: Clock;
  /** resourceVersions are this plus the revision, so that they can be large. */
  readonly versionBase: bigint;
  /** Whether objects tell their cluster. */
  readonly hasWorkspaces: boolean;
}

/** What a store had at one moment. */
export interface StoreBackup {
  readonly revision: number;
  readonly compacted: number;
  readonly managers: FieldManagers;
}

export class ModelStore {
  history = new History();
  managers = new FieldManagers();
  readonly watches = new Watches();
  /** Called after each write, in order of joining. */
  readonly onCommit: ((commit: Commit) => void)[] = [];
  readonly #options: StoreOptions;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  resourceVersion(revision: number): string {
    return String(this.#options.versionBase + BigInt(revision));
  }

  /** -1 for text that is no version of this server. */
  revisionOf(resourceVersion: string): number {
    return /^\d+$/.test(resourceVersion) ? Number(BigInt(resourceVersion) - this.#options.versionBase) : -1;
  }

  commit(call: Call, type: Commit["type"], before: KubeObject | null, object: KubeObject): ApiAnswer {
    const { cluster, row, key, author } = call;
    const managedFields = this.managers.managedFields(object);
    if (type === "MODIFIED" && before !== null && isSame(before, object, managedFields)) {
      return { ok: true, status: 200, body: before };
    }
    const { clock, hasWorkspaces } = this.#options;
    const revision = this.history.revision + 1;
    const stored = versionedObject(before, object, {
      resourceVersion: this.resourceVersion(revision),
      managedFields,
      ...(hasWorkspaces && { cluster }),
    });
    const commit: Commit = {
      revision,
      at: clock.now(),
      type: type === "MODIFIED" && isFinished(row, before, object) ? "DELETED" : type,
      resource: groupResourceKey(row),
      cluster,
      key,
      object: stored,
      before,
      author,
    };
    this.history.add(commit);
    this.watches.tell(commit);
    for (const hook of this.onCommit) hook(commit);
    return { ok: true, status: type === "ADDED" ? 201 : 200, body: stored };
  }

  backup(): StoreBackup {
    const { revision, compacted } = this.history;
    return { revision, compacted, managers: this.managers.copy() };
  }

  restore({ revision, compacted, managers }: StoreBackup): void {
    this.history = this.history.until(revision, compacted);
    this.managers = managers.copy();
  }

  clear(): void {
    this.history = new History();
    this.managers = new FieldManagers();
  }
}
