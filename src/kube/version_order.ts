/** The order of API versions: v2 before v1 before v1beta2 before v1alpha1 before foo (KEP "version priority"). @module */
import { byCodeUnit } from "./order.ts";

interface KubeVersion {
  readonly major: bigint;
  /** 2 for stable, 1 for beta, 0 for alpha. */
  readonly stability: number;
  readonly minor: bigint;
}

const form = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;

/** Positive if `a` is the higher version: stable over beta over alpha over any other name; usable in `sort`. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [kubeVersion(a), kubeVersion(b)];
  if (x === null || y === null) return x === y ? byCodeUnit(b, a) : x === null ? -1 : 1;
  return x.stability - y.stability || compareIntegers(x.major, y.major) || compareIntegers(x.minor, y.minor);
}

/** The highest of at least one version. */
export function highestVersion(versions: readonly [string, ...string[]]): string {
  return versions.reduce((best, version) => compareVersions(version, best) > 0 ? version : best);
}

function kubeVersion(version: string): KubeVersion | null {
  const parts = form.exec(version);
  if (parts === null) return null;
  const stability = parts[2] === undefined ? 2 : parts[2] === "beta" ? 1 : 0;
  return { major: BigInt(parts[1]!), stability, minor: BigInt(parts[3] ?? "0") };
}

function compareIntegers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
