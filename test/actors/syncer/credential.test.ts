/** A credential is renewed long before it expires, again and again, and what fails is tried again. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createCredentialKind } from "../../../src/actors/credential.ts";
import { createSystem } from "../../../src/actors/system/system.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { credentialAddress } from "../../../src/machines/addresses.ts";
import type { Credential } from "../../../src/ports/credential.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";

const dayMs = 24 * 60 * 60 * 1000;

const clock = new VirtualClock();
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A credential of 30 days that can be refused, and counts. */
class CountedCredential implements Credential {
  renewals = 0;
  tries = 0;
  isRefused = false;
  #issuedAtMs = clock.now();

  life() {
    return { issuedAtMs: this.#issuedAtMs, expiresAtMs: this.#issuedAtMs + 30 * dayMs };
  }

  renew(done: (refusal: KubeError | null) => void): void {
    this.tries++;
    if (this.isRefused) return done(new KubeError(401, "Unauthorized", "Unauthorized"));
    this.renewals++;
    this.#issuedAtMs = clock.now();
    done(null);
  }
}

/** An actor over a credential. */
function start(credential: Credential) {
  const kinds = [createCredentialKind(credential, clock)];
  const system = createSystem({ kinds, clock, randomness: seededRandomness(1), log });
  system.start();
  system.tell(credentialAddress, { type: "syncer.started" });
  const shown = () => system.directory.find(credentialAddress);
  clock.advance(0);
  return { shown, state: () => shown()?.state };
}

test("it rests while a third of its life is not over, and is renewed then, in each of its lives", () => {
  const credential = new CountedCredential();
  const { state } = start(credential);
  clock.advance(9.9 * dayMs);
  assert.equal([state(), credential.renewals], ["resting", 0]);
  clock.advance(0.2 * dayMs);
  assert.equal([state(), credential.renewals], ["resting", 1]);
  clock.advance(10.1 * dayMs);
  assert.is(credential.renewals, 2);
});

test("a refusal is tried again, not more than twice a minute in the long run, and the reason is shown", () => {
  const credential = new CountedCredential();
  const { state, shown } = start(credential);
  credential.isRefused = true;
  clock.advance(10.1 * dayMs);
  const before = credential.tries;
  clock.advance(600_000);
  assert.ok(
    credential.tries - before >= 10 && credential.tries - before <= 21,
    `${credential.tries - before}`,
  );
  assert.is(state(), "backingOff");
  assert.match(shown()?.reason ?? "", "was not renewed");
  credential.isRefused = false;
  clock.advance(60_000);
  assert.equal([state(), credential.renewals], ["resting", 1]);
});

test("what does not expire is left as it is", () => {
  const renew = () => assert.unreachable("nothing is to be renewed");
  const { state } = start({ life: () => null, renew });
  clock.advance(dayMs);
  assert.is(state(), "lasting");
});

test.run();
