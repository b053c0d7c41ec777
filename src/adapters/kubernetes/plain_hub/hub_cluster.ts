/** How a Kubernetes without workspaces is divided: the server itself, and one namespace for each mailbox (decision 35). @module */

/** The id of the one logical cluster that is inventory, workload and service provider at once. */
export const hubCluster = "kubernetes";

/** R-10 with the id above and a uid as API servers make them. */
const mailboxForm = new RegExp(`^${hubCluster}-mb-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);

/** Whether a logical cluster, or a namespace, is a mailbox. */
export function isMailbox(name: string): boolean {
  return mailboxForm.test(name);
}

/** Namespaces of the server that no placement can select: mailboxes, and those that Kubernetes keeps to itself (`kube-…`). */
export function isReserved(namespace: string): boolean {
  return namespace.startsWith("kube-") || isMailbox(namespace);
}
