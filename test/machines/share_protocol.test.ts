/**
 * What workloads tell mailboxes, one difference at a time, adds up to what there is: after any story, a mailbox that has only folded
 * letters holds exactly the share that follows from the final facts and wishes (R-32, R-33, R-35). @module
 */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import { configMaps, deployments, namespaces } from "../../src/kube/core_api.ts";
import { denaturedKey, denaturedResource } from "../../src/kube/denatured.ts";
import type { EdgePlacementSpec } from "../../src/kube/edge_api.ts";
import { type ObjectFact, objectKey } from "../../src/kube/facts.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import type { PlacementCard } from "../../src/machines/edge_placement/context.ts";
import type {
  CopyUnwantedLetter,
  CopyWantedLetter,
  ShareHeadedLetter,
  ShareReplacedLetter,
  ShareWithdrawnLetter,
  SubjectsReplacedLetter,
} from "../../src/machines/share_letters.ts";
import { identityOf } from "../../src/machines/copy_letters.ts";
import { workloadMachine } from "../../src/machines/workload/workload.ts";
import {
  dropCopy,
  dropShare,
  emptyShares,
  putCopy,
  putHead,
  putShare,
  winningWant,
} from "../../src/placement/mailbox/shares_book.ts";
import { identityInMailbox } from "../../src/placement/resource_modes.ts";
import type { Subject } from "../../src/placement/summary.ts";
import { isSystemObject } from "../../src/placement/system_objects.ts";
import { namespaceMatches, objectMatches } from "../../src/placement/what.ts";
import { fact, namespacesServed, seen, served } from "./examples.ts";
import { Life } from "./life.ts";
import { wantOf } from "./journeys/mailbox.ts";
import { namespacesReflector } from "./journeys/workload.ts";

type Letter =
  | ShareReplacedLetter
  | ShareHeadedLetter
  | ShareWithdrawnLetter
  | CopyWantedLetter
  | CopyUnwantedLetter;

const clusterRoles: Gvr = { group: "rbac.authorization.k8s.io", version: "v1", resource: "clusterroles" };
const quotas: Gvr = { group: "", version: "v1", resource: "resourcequotas" };
const resources = [
  namespacesServed,
  served(configMaps, true),
  served(deployments, true),
  served(clusterRoles, false),
  served(denaturedResource(clusterRoles), false),
  served(quotas, true),
  served(denaturedResource(quotas), true),
];
const inW1 = { cluster: "w1" };
const fold = (shares: typeof emptyShares, letter: Letter): typeof emptyShares => {
  switch (letter.type) {
    case "share.replaced":
      return putShare(shares, letter.share).book;
    case "share.headed":
      return putHead(shares, letter.head);
    case "share.withdrawn":
      return dropShare(shares, letter.workload).book;
    case "copy.wanted":
      return putCopy(shares, letter.workload, letter.copy).book;
    case "copy.unwanted":
      return dropCopy(shares, letter.workload, letter.key).book;
  }
};

/** A workload, and mailboxes and summarizers that only know what it tells them. */
class Society {
  readonly workload = new Life(workloadMachine, { cluster: "w1" });
  readonly shares = new Map<string, typeof emptyShares>();
  readonly subjects = new Map<string, readonly Subject[]>();

  tell(event: EventObject): void {
    this.workload.tell(event);
    for (const { params } of this.workload.effects) {
      const { letters = [] } = params as { letters?: readonly { to: string; event: EventObject }[] };
      for (const letter of letters) this.#take(letter.to, letter.event);
    }
  }

  #take(to: string, event: EventObject): void {
    if (to.startsWith("summarizer/")) {
      this.subjects.set(to, (event as unknown as SubjectsReplacedLetter).subjects);
    }
    if (!to.startsWith("mailbox/")) return;
    this.shares.set(to, fold(this.shares.get(to) ?? emptyShares, event as unknown as Letter));
  }
}

/** What there is at the end of a story, kept in the simplest way. */
class Truth {
  readonly facts = new Map<string, ObjectFact>();
  readonly cards = new Map<string, PlacementCard>();

  wishesAt(mailbox: string): PlacementCard[] {
    return [...this.cards.values()].filter(({ destinations }) =>
      destinations.some((to) => `mailbox/c1-mb-${to.syncTargetUID}` === mailbox)
    );
  }

  /** Whether its inert form is there as well, which counts instead. */
  isOutdone(one: ObjectFact): boolean {
    const inert = this.facts.get(denaturedKey(one));
    return inert !== undefined && !inert.deleting;
  }

  /** Keys of the objects that `card` selects. */
  selected({ spec }: PlacementCard): string[] {
    const inNamespace = ({ namespace }: ObjectFact) => {
      const space = this.facts.get(objectKey({ gvr: namespaces, namespace: "", name: namespace }));
      return space !== undefined && namespaceMatches(spec, space) && !space.deleting;
    };
    return [...this.facts].filter(([, one]) =>
      !one.deleting && !isSystemObject(one) && !this.isOutdone(one) &&
      (one.gvr === namespaces
        ? namespaceMatches(spec, one)
        : one.namespace === ""
        ? objectMatches(spec, one)
        : inNamespace(one))
    ).map(([key]) => key);
  }

  /** `key form@version` of each copy that the mailbox should hold. */
  copiesAt(mailbox: string): string[] {
    const wishes = this.wishesAt(mailbox);
    const keys = new Set(wishes.flatMap((card) => this.selected(card)));
    return [...keys].map((key) => {
      const one = this.facts.get(key)!;
      const isWhole = one.gvr !== namespaces ||
        wishes.some(({ spec }) => namespaceMatches(spec, one) && objectMatches(spec, one));
      const copy = identityInMailbox(identityOf(one)).key;
      return isWhole ? `${copy} whole@${one.resourceVersion}` : `${copy} bare@`;
    }).sort();
  }

  namespacesAt(mailbox: string): string[] {
    const live = [...this.facts.values()].filter(({ gvr, deleting }) => gvr === namespaces && !deleting);
    return live.filter((one) => this.wishesAt(mailbox).some(({ spec }) => namespaceMatches(spec, one)))
      .map(({ name }) => name).sort();
  }
}

const mailboxes = ["f", "g"];
const specs: readonly EdgePlacementSpec[] = [
  { namespaceSelector: { matchLabels: { common: "si" } } },
  { namespaceSelector: { matchLabels: { special: "si" } }, upsync: [{ resources: ["widgets"] }] },
  {
    namespaceSelector: { matchLabels: { common: "si" } },
    nonNamespacedObjects: [{ resources: ["namespaces"], resourceNames: ["a"] }],
  },
  {
    namespaceSelector: { matchLabels: { none: "" } },
    nonNamespacedObjects: [{
      apiGroup: clusterRoles.group,
      resources: ["clusterroles"],
      labelSelectors: [{ matchLabels: { common: "si" } }],
    }],
  },
  {},
];

const labels = fc.constantFrom<Record<string, string>>({}, { common: "si" }, { special: "si" }, {
  common: "si",
  special: "si",
});
const about = fc.constantFrom(
  fact(namespaces, "a", inW1),
  fact(namespaces, "b", inW1),
  fact(configMaps, "one", { ...inW1, namespace: "a" }),
  fact(configMaps, "kube-root-ca.crt", { ...inW1, namespace: "a" }),
  fact(deployments, "d", { ...inW1, namespace: "a" }),
  fact(deployments, "d", { ...inW1, namespace: "b" }),
  fact(clusterRoles, "reader", inW1),
  fact(denaturedResource(clusterRoles), "reader", inW1),
  fact(quotas, "q", { ...inW1, namespace: "a" }),
  fact(denaturedResource(quotas), "q", { ...inW1, namespace: "a" }),
);
const move = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("seen" as const), about, labels, deleting: fc.nat(9) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("gone" as const), about }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("placed" as const),
      name: fc.constantFrom("p", "q"),
      spec: fc.constantFrom(...specs),
      to: fc.subarray(mailboxes),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("unplaced" as const), name: fc.constantFrom("p", "q") }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("stale" as const, "synced" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("asked" as const), to: fc.constantFrom(...mailboxes) }),
  },
);
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

function cardOf(name: string, spec: EdgePlacementSpec, to: readonly string[]): PlacementCard {
  const destinations = to.map((uid) => ({
    cluster: "c1",
    locationName: "l",
    syncTargetName: `sync-target-${uid}`,
    syncTargetUID: uid,
  }));
  return { cluster: "w1", name, uid: `uid-of-${name}`, spec, destinations };
}

let version = 1;

function eventFor(one: Move, truth: Truth): EventObject {
  switch (one.type) {
    case "seen": {
      const now = {
        ...one.about,
        labels: one.labels,
        deleting: one.deleting === 0,
        resourceVersion: `${++version}`,
      };
      const wasThere = truth.facts.has(objectKey(now));
      truth.facts.set(objectKey(now), now);
      return seen(wasThere ? "object.modified" : "object.added", now);
    }
    case "gone":
      truth.facts.delete(objectKey(one.about));
      return seen("object.deleted", one.about);
    case "placed": {
      const card = cardOf(one.name, one.spec, one.to);
      truth.cards.set(one.name, card);
      return { type: "placement.offered", key: one.name, card } as EventObject;
    }
    case "unplaced":
      truth.cards.delete(one.name);
      return { type: "placement.withdrawn", key: one.name } as EventObject;
    case "asked":
      return { type: "share.requested", mailbox: `c1-mb-${one.to}` } as EventObject;
    default:
      return { type: `object.${one.type}`, source: namespacesReflector, why: "" } as EventObject;
  }
}

function check(society: Society, truth: Truth): void {
  for (const name of mailboxes) {
    const mailbox = `mailbox/c1-mb-${name}`;
    const { heads, wants } = society.shares.get(mailbox) ?? emptyShares;
    const told = [...wants].flatMap(([key, claims]) =>
      [...claims.values()].map(({ form, from }) => `${key} ${form}@${from.resourceVersion}`)
    );
    assert.equal(told.sort(), truth.copiesAt(mailbox), `copies for ${mailbox}`);
    const head = heads.get("w1");
    if (truth.wishesAt(mailbox).length === 0) assert.is(head, undefined, `head for ${mailbox}`);
    else {
      assert.equal(head?.namespaces, truth.namespacesAt(mailbox));
      assert.is(head?.sight, society.workload.state === "serving" ? "complete" : "partial");
      assert.equal(
        head?.upsync.length,
        truth.wishesAt(mailbox).flatMap(({ spec }) => spec.upsync ?? []).length,
      );
    }
  }
  for (const card of truth.cards.values()) {
    const told = society.subjects.get(`summarizer/w1/${card.name}`)?.map(objectKey) ?? [];
    const wanted = truth.selected(card).filter((key) => key.startsWith("deployments"));
    assert.equal([...told].sort(), wanted.sort(), `subjects of ${card.name}`);
  }
}

test("seed 7: mailboxes that fold what they are told hold the share of the final facts and wishes", () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const society = new Society();
      const truth = new Truth();
      // A third placement keeps the workload alive when the two others are gone.
      const keeper = cardOf("keeper", { namespaceSelector: { matchLabels: { none: "" } } }, []);
      society.tell({ type: "placement.offered", key: "keeper", card: keeper } as EventObject);
      society.tell({ type: "placement.listed" });
      society.tell({ type: "discovery.answered", resources } as EventObject);
      for (const gvr of resources) {
        const { group, resource } = gvr;
        const source = namespacesReflector.replace("namespaces.v1", `${resource}.v1${group && `.${group}`}`);
        society.tell({ type: "object.synced", source, resourceVersion: "" } as EventObject);
      }
      assert.is(society.workload.state, "serving");
      for (const one of moves) society.tell(eventFor(one, truth));
      check(society, truth);
    }),
    { seed: 7, numRuns: 400 },
  );
});

test("nothing in a Namespace that is being deleted is wanted, whatever happens to it meanwhile", () => {
  const society = new Society();
  const space = fact(namespaces, "a", { ...inW1, labels: { common: "si" } });
  const one = fact(configMaps, "one", { ...inW1, namespace: "a" });
  society.tell({ type: "placement.offered", key: "p", card: cardOf("p", specs[0], ["f"]) } as EventObject);
  society.tell({ type: "discovery.answered", resources } as EventObject);
  society.tell(seen("object.added", space));
  society.tell(seen("object.added", one));
  const held = () => [...society.shares.get("mailbox/c1-mb-f")!.wants.keys()].sort();
  assert.equal(held(), ["configmaps/a/one", "namespaces//a"]);
  society.tell(seen("object.modified", { ...space, deleting: true }));
  society.tell(seen("object.modified", { ...one, resourceVersion: "2" }));
  assert.equal(held(), []);
});

const claim = fc.record({
  workload: fc.constantFrom("w1", "w2", "w3"),
  version: fc.integer({ min: 1, max: 4 }),
});

test("seed 7: which of several sources wins does not depend on the order in which they are told (R-43)", () => {
  fc.assert(
    fc.property(fc.uniqueArray(claim, { selector: (one) => one.workload, minLength: 1 }), (claims) => {
      const tell = (told: readonly (typeof claims)[number][]) =>
        told.reduce((book, { workload, version: at }) => {
          const gone = putCopy(book, workload, wantOf("httpd-htdocs", "commonstuff", "9", workload)).book;
          return putCopy(gone, workload, wantOf("httpd-htdocs", "commonstuff", `${at}`, workload)).book;
        }, emptyShares);
      const winner = winningWant(tell(claims), "configmaps/commonstuff/httpd-htdocs")?.from;
      const newest = Math.max(...claims.map((one) => one.version));
      const first = claims.filter((one) => one.version === newest).map((one) => one.workload).sort()[0];
      assert.equal([winner?.resourceVersion, winner?.cluster], [`${newest}`, first]);
      assert.equal(
        winningWant(tell(claims.toReversed()), "configmaps/commonstuff/httpd-htdocs")?.from,
        winner,
      );
    }),
    { seed: 7 },
  );
});

test.run();
