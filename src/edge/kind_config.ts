/** Reads the configuration of a `kind` cluster, as far as a simulated node can follow it. @module */
import { parse } from "yaml";

/** A port of the node, and the port of this machine that leads to it. */
export interface PortMapping {
  readonly containerPort: number;
  readonly hostPort: number;
}

export interface KindConfig {
  readonly portMappings: readonly PortMapping[];
}

/**
 * Parses `kind: Cluster` (kind.x-k8s.io/v1alpha4): the `extraPortMappings` of all nodes, which are one node here.
 * Other fields mean nothing to a simulated node and are passed over. Throws `SyntaxError` with a sentence that
 * says what is wrong.
 */
export function parseKindConfig(text: string): KindConfig {
  const config = record(readYaml(text), "the configuration");
  if (config.kind !== "Cluster" || !String(config.apiVersion).startsWith("kind.x-k8s.io/")) {
    throw new SyntaxError(
      'A kind configuration says "kind: Cluster" and "apiVersion: kind.x-k8s.io/v1alpha4"',
    );
  }
  const mappings = list(config.nodes, "nodes").flatMap((node, index) =>
    list(record(node, `nodes[${index}]`).extraPortMappings, `nodes[${index}].extraPortMappings`)
  );
  return { portMappings: unique(mappings.map((mapping) => portMapping(record(mapping, "a port mapping")))) };
}

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new SyntaxError(`Cannot read the kind configuration: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function portMapping({ containerPort, hostPort }: Record<string, unknown>): PortMapping {
  return { containerPort: port(containerPort, "containerPort"), hostPort: port(hostPort, "hostPort") };
}

function port(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  throw new SyntaxError(`${name} must be a port from 1 to 65535, not ${JSON.stringify(value)}`);
}

function unique(mappings: readonly PortMapping[]): readonly PortMapping[] {
  const taken = new Set<number>();
  for (const { hostPort } of mappings) {
    if (taken.has(hostPort)) throw new SyntaxError(`hostPort ${hostPort} is mapped twice`);
    taken.add(hostPort);
  }
  return mappings;
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new SyntaxError(`${name} must be a map`);
}

function list(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new SyntaxError(`${name} must be a list`);
}
