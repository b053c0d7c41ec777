/** The credential kind: its machine, and how it hears of the credential's life without seeing the credential. @module */
import { type CredentialContext, credentialMachine, type CredentialSpan } from "../machines/credential.ts";
import { type Clock, timestamp } from "../ports/clock.ts";
import type { Credential } from "../ports/credential.ts";
import { refusalOf } from "./refusal.ts";
import type { Kind, PerformContext } from "./system/kind.ts";

/** A credential is renewed when this part of its life is over: the rest is for an edge that is away when it is due. */
const usedPart = 1 / 3;

export function createCredentialKind(credential: Credential, clock: Clock): Kind {
  return {
    name: "credential",
    machine: credentialMachine,
    restart: "permanent",
    spawnedBy: ["syncer.started"],
    input: () => undefined,
    view: (context) => {
      const { span, renewals } = context as CredentialContext;
      return { expiresAt: span?.expiresAt ?? null, renewals };
    },
    perform: {
      findCredential: (_params: object, { reply }) => {
        const event = { type: "credential.found", span: spanOf(credential, clock) };
        reply(event);
      },
      renewCredential: (_params: object, context) => renew(credential, clock, context),
    },
  };
}

function renew(credential: Credential, clock: Clock, { reply }: PerformContext): void {
  credential.renew((refusal) => {
    const event = refusal === null
      ? { type: "credential.renewed", span: spanOf(credential, clock) }
      : { type: "credential.refused", ...refusalOf(refusal) };
    reply(event);
  });
}

function spanOf(credential: Credential, clock: Clock): CredentialSpan | null {
  const life = credential.life();
  if (life === null) return null;
  const { issuedAtMs, expiresAtMs } = life;
  const renewAtMs = issuedAtMs + (expiresAtMs - issuedAtMs) * usedPart;
  return {
    expiresAt: timestamp({ now: () => expiresAtMs }),
    renewInMs: Math.ceil(renewAtMs - clock.now()),
  };
}
