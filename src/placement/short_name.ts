/** Names made from other names, which must not grow beyond what an API allows. @module */
import { createHash } from "node:crypto";
import { isLabelValue } from "../kube/names.ts";

const digestLength = 10;

/** Ten hexadecimal digits that differ, for all practical purposes, when the texts differ. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digestLength);
}

/** `text` if it has at most `max` characters; otherwise its beginning and a digest of the whole. */
export function shortened(text: string, max: number): string {
  return text.length <= max ? text : withDigest(text, text, max);
}

/** `text`, cut if necessary, with a digest of `whole` behind it. */
export function withDigest(text: string, whole: string, max: number): string {
  const beginning = text.slice(0, max - digestLength - 1).replace(/[-._]+$/, "");
  return `${beginning}-${digest(whole)}`;
}

/** `text` as a label value: itself if it may be one, otherwise shortened to 63, or only a digest if it has odd characters. */
export function labelValueOf(text: string): string {
  const short = shortened(text, 63);
  return isLabelValue(short) ? short : digest(text);
}
