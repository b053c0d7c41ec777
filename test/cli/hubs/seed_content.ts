/** The example of the 2023q1 PoC as one would write it for a Kubernetes without workspaces: no workspaces, no bindings. @module */

/** Two edges, and where they are: `location-f` is in production, `location-g` too and has more room. */
export const inventory = `
apiVersion: workload.kcp.io/v1alpha1
kind: SyncTarget
metadata: {name: sync-target-f, labels: {example: si, extended: non}}
spec: {cells: {foo: bar}}
---
apiVersion: scheduling.kcp.io/v1alpha1
kind: Location
metadata: {name: location-f, labels: {env: prod}}
spec:
  resource: {group: workload.kcp.io, version: v1alpha1, resource: synctargets}
  instanceSelector: {matchLabels: {example: si, extended: non}}
---
apiVersion: workload.kcp.io/v1alpha1
kind: SyncTarget
metadata: {name: sync-target-g, labels: {example: si, extended: si}}
spec: {cells: {bar: baz}}
---
apiVersion: scheduling.kcp.io/v1alpha1
kind: Location
metadata: {name: location-g, labels: {env: prod, extended: si}}
spec:
  resource: {group: workload.kcp.io, version: v1alpha1, resource: synctargets}
  instanceSelector: {matchLabels: {example: si, extended: si}}
`;

/** A web server with one page, and a Secret beside it. */
function workload(kind: "common" | "special", deployment: string): string {
  return `
apiVersion: v1
kind: Namespace
metadata: {name: ${kind}stuff, labels: {${kind}: "si"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {namespace: ${kind}stuff, name: httpd-htdocs}
data: {index.html: "<html><body>This is a ${kind} web site.</body></html>"}
---
apiVersion: v1
kind: Secret
metadata: {namespace: ${kind}stuff, name: key}
stringData: {word: open-sesame}
---
apiVersion: apps/v1
kind: Deployment
metadata: {namespace: ${kind}stuff, name: ${deployment}}
spec:
  selector: {matchLabels: {app: ${kind}}}
  template:
    metadata: {labels: {app: ${kind}}}
    spec:
      containers:
      - name: httpd
        image: library/httpd:2.4
        volumeMounts: [{name: htdocs, readOnly: true, mountPath: /usr/local/apache2/htdocs}]
      volumes: [{name: htdocs, configMap: {name: httpd-htdocs, optional: false}}]
`;
}

export const workloads = `${workload("common", "commond")}---
apiVersion: edge.kcp.io/v1alpha1
kind: EdgePlacement
metadata: {name: edge-placement-c}
spec:
  locationSelectors: [{matchLabels: {env: prod}}]
  namespaceSelector: {matchLabels: {common: "si"}}
  upsync:
  - {apiGroup: group1.test, resources: [sprockets, flanges], namespaces: [orbital], names: [george, cosmo]}
  - {apiGroup: group2.test, resources: [cogs], names: [William]}
---${workload("special", "speciald")}---
apiVersion: edge.kcp.io/v1alpha1
kind: EdgePlacement
metadata: {name: edge-placement-s}
spec:
  locationSelectors: [{matchLabels: {env: prod, extended: si}}]
  namespaceSelector: {matchLabels: {special: "si"}}
  upsync:
  - {apiGroup: group1.test, resources: [sprockets, flanges], namespaces: [orbital], names: [george, cosmo]}
  - {apiGroup: group3.test, resources: [widgets], names: ["*"]}
`;

/** Edges that cannot be reached in one way or another, under one Location, and a placement that wants to go there. */
export function brokenEdges(names: readonly string[]): string {
  const targets = names.map((name) => `
apiVersion: workload.kcp.io/v1alpha1
kind: SyncTarget
metadata: {name: ${name}, labels: {broken: "yes"}}
`);
  return [
    ...targets,
    `
apiVersion: scheduling.kcp.io/v1alpha1
kind: Location
metadata: {name: location-broken, labels: {env: broken}}
spec:
  resource: {group: workload.kcp.io, version: v1alpha1, resource: synctargets}
  instanceSelector: {matchLabels: {broken: "yes"}}
`,
    `
apiVersion: edge.kcp.io/v1alpha1
kind: EdgePlacement
metadata: {name: edge-placement-broken}
spec:
  locationSelectors: [{matchLabels: {env: broken}}]
  namespaceSelector: {matchLabels: {common: "si"}}
`,
  ].join("---");
}
