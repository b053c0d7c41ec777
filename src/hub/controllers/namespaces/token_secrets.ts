/** Gives every ServiceAccount a token Secret, as kcp 0.11 still does (pkg/controller/serviceaccount/tokens). @module */
import { secrets, serviceAccounts, serviceAccountTokenType } from "../../../kube/core_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { targetUidAnnotation } from "../../../kube/syncer_access.ts";
import { addressOf } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { deleteExact, isDeleting, written } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "tokens-controller";
const nameAnnotation = "kubernetes.io/service-account.name";
const uidAnnotation = "kubernetes.io/service-account.uid";

/** A ServiceAccount by where it stands. */
interface Account extends NameInCluster {
  readonly namespace: string;
}

export interface TokenSecretOptions {
  /** PEM, beside the token. */
  readonly certificate: string;
  /** A bearer token for this account; it must never be logged. */
  readonly issue: (cluster: string, account: KubeObject) => string;
}

/** A syncer's tokens are asked for and expire: one that lies in the mailbox for ever would outlive each of them. */
function isOfSyncer({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[targetUidAnnotation] !== undefined;
}

/** Starts the controller. A Secret whose account is gone, or is another by now, is deleted. */
export function createTokenSecrets(ports: ControllerPorts, options: TokenSecretOptions): Controller {
  const { objects } = ports.hub;
  const keyOf = ({ cluster, namespace, name }: Account) => `${cluster}|${namespace}|${name}`;
  const queue = createWorkQueue<Account>({ ...ports, name: manager, keyOf, reconcile });

  function reconcile({ cluster, namespace, name }: Account): void {
    const account = objects.get({ cluster, resource: serviceAccounts, namespace, name });
    const theirs = tokensOf(cluster, namespace, name);
    const uid = account?.metadata.uid;
    const valid = theirs.filter(({ metadata }) => metadata.annotations?.[uidAnnotation] === uid);
    for (const secret of theirs) {
      if (!valid.includes(secret)) deleteExact(objects, addressOf(cluster, secrets, secret), secret);
    }
    if (account === undefined || isDeleting(account) || isOfSyncer(account)) return;
    const token = valid[0]?.metadata.name ?? createToken(cluster, account);
    mention(cluster, account, token);
  }

  function tokensOf(cluster: string, namespace: string, name: string): readonly KubeObject[] {
    return objects.list({ cluster, resource: secrets, namespace }).filter((secret) =>
      secret.type === serviceAccountTokenType && secret.metadata.annotations?.[nameAnnotation] === name
    );
  }

  function createToken(cluster: string, account: KubeObject): string {
    const { namespace, name, uid = "" } = account.metadata;
    const values = {
      "ca.crt": options.certificate,
      namespace: namespace ?? "",
      token: options.issue(cluster, account),
    };
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: `${name}-token-${ports.randomness.base36(5)}`,
        namespace,
        annotations: { [nameAnnotation]: name, [uidAnnotation]: uid },
      },
      type: serviceAccountTokenType,
      stringData: values,
    };
    return written(objects.create({ cluster, resource: secrets, namespace }, secret, { manager })).metadata
      .name;
  }

  /** `secrets` of the account names its token, which is how old clients find it. */
  function mention(cluster: string, account: KubeObject, name: string): void {
    const mentioned = (account.secrets ?? []) as readonly { readonly name: string }[];
    if (mentioned.some((secret) => secret.name === name)) return;
    const address = addressOf(cluster, serviceAccounts, account);
    written(objects.update(address, { ...account, secrets: [...mentioned, { name }] }, { manager }));
  }

  const observed = [
    objects.observe(serviceAccounts, ({ cluster, object: { metadata } }) => {
      queue.add({ cluster, namespace: metadata.namespace!, name: metadata.name });
    }),
    objects.observe(secrets, ({ cluster, object }) => {
      const name = object.metadata.annotations?.[nameAnnotation];
      if (object.type === serviceAccountTokenType && name) {
        queue.add({ cluster, namespace: object.metadata.namespace!, name });
      }
    }),
  ];
  for (const { id } of ports.hub.logicalClusters()) {
    for (const { metadata } of objects.list({ cluster: id, resource: serviceAccounts })) {
      queue.add({ cluster: id, namespace: metadata.namespace!, name: metadata.name });
    }
  }
  return together([...observed, queue]);
}
