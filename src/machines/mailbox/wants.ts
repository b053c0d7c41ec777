/** Which copies a mailbox wants, with what their Locations say. @module */
import { Set as ImmutableSet } from "immutable";
import { byCodeUnit } from "../../kube/order.ts";
import { unwant, want } from "../../placement/copies/book.ts";
import type { CopyWant } from "../../placement/copies/entry.ts";
import { type SharesChange, winningWant } from "../../placement/mailbox/shares_book.ts";
import { forget } from "./proof.ts";
import type { MailboxContext } from "./context.ts";

type Change = Partial<MailboxContext>;

/** Applies the winners of the touched keys to what is wanted. */
export function retouch(
  context: Pick<MailboxContext, "book" | "locations" | "proof">,
  { book: shares, touched }: SharesChange,
): Change {
  const book = touched.reduce((next, key) => {
    const winner = winningWant(shares, key);
    return winner === null ? unwant(next, key) : want(next, parameterized(winner, context.locations));
  }, context.book);
  return { shares, book, proof: forget(context.proof, touched.filter((key) => shares.wants.has(key))) };
}

/** The want with what its Location says, as far as that is known. */
function parameterized(wanted: CopyWant, locations: MailboxContext["locations"]): CopyWant {
  const location = wanted.customization?.location ?? null;
  if (wanted.customization === undefined || location === null) return wanted;
  const parameters = locations.get(location) ?? null;
  return { ...wanted, customization: { ...wanted.customization, parameters } };
}

/** A Location says something else: the copies that want its parameters are looked at again. */
export function reparameterize(
  { book, shares, proof }: MailboxContext,
  location: string,
  locations: MailboxContext["locations"],
): Change {
  const touched = [...shares.parameterized.get(location, ImmutableSet<string>())].sort(byCodeUnit);
  return { ...retouch({ book, locations, proof }, { book: shares, touched }), locations };
}
