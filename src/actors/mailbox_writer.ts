/** The requests by which a mailbox comes to be, gets its edge API and its `the-one`, and goes (2.3, R-41). @module */
import {
  edgeApiVersion,
  edgeBindingName,
  edgeGroup,
  type SyncerConfig,
  syncerConfigs,
  syncTargetNameAnnotation,
  theOneName,
  wholeAnnotation,
} from "../kube/edge_api.ts";
import { type ApiBinding, apiBindings, type Workspace, workspaces } from "../kube/kcp_api.ts";
import type { WriteConfigParams } from "../machines/mailbox/context.ts";
import { configMade, configSeen } from "../machines/mailbox/config.ts";
import { workspaceSeen } from "../machines/mailbox/workspace.ts";
import { wholenessNote } from "../placement/mailbox/wholeness.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import type { KubeError } from "../ports/kube_error.ts";
import type { Marker } from "./copies/mark.ts";
import { signed } from "./copies/marked_style.ts";
import { refusalOf } from "./refusal.ts";
import { callForObject, deleteOptions } from "./requests.ts";
import type { PerformContext } from "./system/kind.ts";

const mailboxManager = "mailbox-controller";
const translatorManager = "placement-translator";

export interface MailboxWriter {
  createWorkspace(params: { name: string; syncTarget: string }, context: PerformContext): void;
  deleteWorkspace(params: { name: string; uid: string }, context: PerformContext): void;
  ensureBinding(params: { cluster: string }, context: PerformContext): void;
  writeConfig(params: { writes: readonly WriteConfigParams[] }, context: PerformContext): void;
}

type Fields = { readonly type: string; readonly [field: string]: unknown };

function reply(context: PerformContext, event: Fields): void {
  context.reply(event);
}

function refuse(context: PerformContext, type: string, error: KubeError): void {
  reply(context, { type, ...refusalOf(error) });
}

export function createMailboxWriter(hub: ClusterApi, marker: Marker, providerPath: string): MailboxWriter {
  const inProvider = { cluster: providerPath, resource: workspaces };

  const placeOf = (name: string) => ({
    source: "hub",
    cluster: providerPath,
    gvr: workspaces,
    namespace: "",
    name,
  });
  const created = (context: PerformContext) => (workspace: Workspace) => {
    const owner = marker.isOurs(placeOf(workspace.metadata.name), workspace) ? "ours" : "foreign";
    reply(context, { type: "workspace.created", workspace: workspaceSeen(workspace, owner) });
  };

  return {
    createWorkspace({ name, syncTarget }, context) {
      const query = { fieldManager: mailboxManager };
      const body = signed(workspaceFor(name, syncTarget), marker.markFor(placeOf(name)));
      callForObject<Workspace>(
        hub,
        { ...inProvider, verb: "create", body, query },
        created(context),
        (error) => {
          if (error.reason !== "AlreadyExists") return refuse(context, "request.refused", error);
          callForObject<Workspace>(
            hub,
            { ...inProvider, verb: "get", name },
            created(context),
            (unread) => refuse(context, "request.refused", unread),
          );
        },
      );
    },

    deleteWorkspace({ name, uid }, context) {
      callForObject(
        hub,
        { ...inProvider, verb: "delete", name, body: deleteOptions(uid) },
        () => reply(context, { type: "workspace.deletionAccepted", uid }),
        // It was seen a moment ago and is gone: the watch will say so (2.3, row 2).
        (error) =>
          error.reason === "NotFound" && error.details.name !== undefined
            ? reply(context, { type: "workspace.deletionAccepted", uid })
            : refuse(context, "request.refused", error),
      );
    },

    ensureBinding({ cluster }, context) {
      const at = { cluster, resource: apiBindings };
      const ensured = () => context.reply({ type: "binding.ensured" });
      callForObject(hub, { ...at, verb: "get", name: edgeBindingName }, ensured, (absent) => {
        if (absent.reason !== "NotFound") return refuse(context, "request.refused", absent);
        const body = bindingTo(providerPath);
        callForObject(
          hub,
          { ...at, verb: "create", body, query: { fieldManager: mailboxManager } },
          ensured,
          (error) => error.reason === "AlreadyExists" ? ensured() : refuse(context, "request.refused", error),
        );
      });
    },

    writeConfig({ writes }, context) {
      for (const { cluster, spec, lacking, replaces } of writes) {
        const annotations = { [wholeAnnotation]: wholenessNote(spec, lacking) };
        const body: SyncerConfig = {
          apiVersion: edgeApiVersion,
          kind: "SyncerConfig",
          metadata: { name: theOneName, annotations, ...replaces },
          spec,
        };
        const at = { cluster, resource: syncerConfigs, body, query: { fieldManager: translatorManager } };
        callForObject<SyncerConfig>(
          hub,
          replaces === null ? { ...at, verb: "create" } : { ...at, verb: "update", name: theOneName },
          (written) =>
            reply(context, {
              type: "config.written",
              config: configSeen(written),
              made: configMade({ spec, lacking }),
              at: context.now(),
            }),
          (error) => refuse(context, "config.refused", error),
        );
      }
    },
  };
}

/** R-10, and row 3 of 2.3. */
function workspaceFor(name: string, syncTarget: string): Workspace {
  return {
    apiVersion: "tenancy.kcp.io/v1alpha1",
    kind: "Workspace",
    metadata: { name, annotations: { [syncTargetNameAnnotation]: syncTarget } },
    spec: { type: { name: "universal", path: "root" } },
  };
}

function bindingTo(providerPath: string): ApiBinding {
  return {
    apiVersion: "apis.kcp.io/v1alpha1",
    kind: "APIBinding",
    metadata: { name: edgeBindingName },
    spec: { reference: { export: { path: providerPath, name: edgeGroup } } },
  };
}
