/** Reading the part of a `kind` cluster configuration that an edge needs: which node ports the machine offers. @module */
import { describeTree, type MapTree, parseYamlTree, type Tree } from "./yaml_tree.ts";
import type { Reading } from "./reading.ts";
import type { PortMapping } from "../story/scenario.ts";

/** The port mappings of every node. Other fields are kind's own business and are let be (kind.x-k8s.io/v1alpha4). */
export function readKindConfig(text: string, file: string, reading: Reading): readonly PortMapping[] {
  const tree = parseYamlTree(text, file, reading);
  if (tree === null) return [];
  const kind = fieldOf(tree, "kind");
  if (kind?.type !== "scalar" || kind.value !== "Cluster") {
    reading.add(kind?.at ?? tree.at, 'a kind configuration says "kind: Cluster"');
    return [];
  }
  return itemsOf(tree, "nodes", reading).flatMap((node) =>
    itemsOf(node, "extraPortMappings", reading).flatMap((mapping) => readMapping(mapping, reading))
  );
}

function readMapping(tree: Tree, reading: Reading): PortMapping[] {
  const containerPort = readPort(tree, "containerPort", reading);
  const hostPort = readPort(tree, "hostPort", reading);
  return containerPort === undefined || hostPort === undefined ? [] : [{ containerPort, hostPort }];
}

function readPort(tree: Tree, name: string, reading: Reading): number | undefined {
  const port = fieldOf(tree, name);
  const value = port?.type === "scalar" ? port.value : undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65535) return value;
  reading.add(port?.at ?? tree.at, `${name} must be a port from 1 to 65535`);
  return undefined;
}

function fieldOf(tree: Tree, name: string): Tree | undefined {
  return (tree as Partial<MapTree>).entries?.find(({ key }) => key === name)?.value;
}

function itemsOf(tree: Tree, name: string, reading: Reading): readonly Tree[] {
  const list = fieldOf(tree, name);
  if (list === undefined) return [];
  if (list.type === "list") return list.items;
  reading.add(list.at, `${name} must be a list, not ${describeTree(list)}`);
  return [];
}
