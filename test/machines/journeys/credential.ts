/** Examples of every event of a credential. @module */
import { type CredentialEvent, credentialMachine } from "../../../src/machines/credential.ts";
import { type Examples, listOf } from "../examples.ts";
import type { Journey } from "../walk.ts";

const fresh = { expiresAt: "2026-01-31T00:00:00Z", renewInMs: 864_000_000 };

export const credential: Examples<CredentialEvent> = {
  "syncer.started": [{ type: "syncer.started" }],
  "credential.found": [
    { type: "credential.found", span: fresh },
    { type: "credential.found", span: { ...fresh, renewInMs: -1 } },
    { type: "credential.found", span: null },
  ],
  "credential.renewed": [{ type: "credential.renewed", span: fresh }],
  "credential.refused": [{ type: "credential.refused", reason: "Unreachable", message: "nobody answers" }],
  "renewal.due": [{ type: "renewal.due" }],
  "retry.due": [{ type: "retry.due" }],
};

export const credentialJourney: Journey = {
  machine: credentialMachine,
  input: undefined,
  events: listOf(credential),
};
