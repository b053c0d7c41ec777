/** The life of a mailbox's workspace: it is made, made ready, and in the end deleted. @module */
import { notes, remember } from "./listening.ts";
import { retryLater } from "./retry.ts";
import { mailboxSetup } from "./setup.ts";

export const foreign = mailboxSetup.createStateConfig({
  meta: {
    reason: "A workspace of this name exists that we did not make; it is left alone",
    waitsFor: null,
    deadlineMs: null,
  },
});

export const creatingWorkspace = mailboxSetup.createStateConfig({
  meta: {
    reason: "The SyncTarget has no mailbox workspace",
    waitsFor: "the hub to create it",
    deadlineMs: 30_000,
  },
  entry: {
    type: "createWorkspace",
    params: ({ context }) => ({ name: context.name, syncTarget: context.target?.name ?? "" }),
  },
  on: {
    ...notes,
    "workspace.created": { target: "settling", actions: remember },
    "request.refused": { target: "backingOff", actions: remember },
  },
});

export const awaitingWorkspace = mailboxSetup.createStateConfig({
  meta: {
    reason: "The workspace is there but not ready",
    waitsFor: "phase Ready and a logical cluster",
    deadlineMs: 30_000,
  },
});

export const binding = mailboxSetup.createStateConfig({
  meta: {
    reason: "The workspace lacks the edge API",
    waitsFor: "the APIBinding bind-edge",
    deadlineMs: 30_000,
  },
  entry: { type: "ensureBinding", params: ({ context }) => ({ cluster: context.workspace?.cluster ?? "" }) },
  on: {
    ...notes,
    "binding.ensured": { target: "settling", actions: remember },
    "request.refused": { target: "backingOff", actions: remember },
  },
});

export const discovering = mailboxSetup.createStateConfig({
  meta: {
    reason: "Finding out which resources the workspace serves",
    waitsFor: "discovery",
    deadlineMs: 30_000,
  },
  entry: { type: "discover", params: ({ context }) => ({ cluster: context.workspace?.cluster ?? "" }) },
  on: {
    ...notes,
    "discovery.answered": { target: "settling", actions: remember },
    "discovery.refused": { target: "backingOff", actions: remember },
  },
});

export const backingOff = mailboxSetup.createStateConfig({
  meta: { reason: "The hub refused", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: retryLater,
  on: { ...notes, "retry.due": "settling" },
});

export const deletingWorkspace = mailboxSetup.createStateConfig({
  meta: { reason: "Its SyncTarget is gone", waitsFor: "the hub to accept the deletion", deadlineMs: 30_000 },
  entry: {
    type: "deleteWorkspace",
    params: ({ context }) => ({ name: context.name, uid: context.workspace?.uid ?? "" }),
  },
  on: {
    ...notes,
    "workspace.deletionAccepted": { target: "settling", actions: remember },
    "request.refused": { target: "backingOff", actions: remember },
  },
});

export const awaitingDeletion = mailboxSetup.createStateConfig({
  meta: {
    reason: "The workspace is being deleted",
    waitsFor: "the workspace to be gone",
    deadlineMs: 120_000,
  },
});
