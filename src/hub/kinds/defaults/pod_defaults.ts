/** What Kubernetes fills into a pod and a pod template (pkg/apis/core/v1/defaults.go). @module */
import { at, listAt, textAt } from "../printers/columns.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A pod spec with defaults for what the simulated node and `kubectl describe` read. */
export function podSpecDefaults(spec: unknown): Fields {
  const given = (spec ?? {}) as Fields;
  const containers = listAt(given, "containers").map(containerDefaults);
  const init = listAt(given, "initContainers").map(containerDefaults);
  return {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    securityContext: {},
    ...given,
    containers,
    ...(init.length > 0 ? { initContainers: init } : {}),
    ...(given.volumes === undefined ? {} : { volumes: listAt(given, "volumes").map(volumeDefaults) }),
  };
}

function containerDefaults(container: unknown): Fields {
  const given = container as Fields;
  const ports = listAt(given, "ports").map((port) => ({ protocol: "TCP", ...(port as Fields) }));
  return {
    imagePullPolicy: pullPolicy(textAt(given, "image")),
    resources: {},
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    ...given,
    ...(ports.length > 0 ? { ports } : {}),
  };
}

/** An image without a tag, or with `latest`, is always pulled. */
function pullPolicy(image: string): string {
  const tag = /:([^/@]*)$/.exec(image)?.[1];
  return image.includes("@") || (tag !== undefined && tag !== "latest") ? "IfNotPresent" : "Always";
}

/** The volume sources whose files get mode 0644 unless the user says otherwise. */
const moded = ["configMap", "secret", "downwardAPI", "projected"];

function volumeDefaults(volume: unknown): unknown {
  const source = moded.find((name) => at(volume, name) !== undefined);
  if (source === undefined) return volume;
  return { ...(volume as Fields), [source]: { defaultMode: 420, ...(at(volume, source) as Fields) } };
}
