/** Everything that stands beside the images, as one text to be heard. */
import type { Parts } from "./drawing";
import { fill, type Page, type Patch } from "./patches";

export function readOut(patch: Patch, part: Parts, words: Page["words"]): string {
  const { proposal } = patch;
  const heard = (name: string) => (part(name).hidden ? "" : (part(name).textContent ?? "").trim());
  const missing = proposal.missing.map((one) => fill(words.missing ?? "", one)).join("；");
  const bars = patch.bars.map((bar) => `${bar.title} ${bar.unknown || fill(words.heardMu ?? "", { mu: bar.mu })}`);
  const parts = [
    `${patch.number}，${patch.place}，${patch.list}`,
    heard("area"),
    bars.join("，"),
    `${words.proposed}：${proposal.label || words.noProposal}`,
    proposal.because ?? "",
    heard("cites"),
    missing && `${words.unknown}：${missing}`,
    heard("found"),
    ...patch.doubts.map((one) => fill(words.doubted ?? "", one)),
    heard("mine"),
  ];
  const text = parts.map((one) => one.replace(/[。；，]$/, "")).filter(Boolean);
  return `${text.join("。")}。`;
}
