import { type Figure, type Goal, isMet, type Results } from "./scenarios.ts";
import type { Peer } from "./servers.ts";

const WIDTHS = [36, 10, 10, 10, 9, 20];

/** A scenario's figures: a column a peer, Plenary's ratio to the reference, and the goal. */
export function tableOf(title: string, figures: readonly Figure[], results: Results): string[] {
  return [
    title,
    row(["", "relay", "reference", "Plenary", "ratio", "goal"]),
    ...figures.map((figure) => rowOf(figure, results)),
  ];
}

function rowOf({ key, label, digits, goal }: Figure, results: Results): string {
  const figure = (peer: Peer): number | undefined => results[peer]?.[key];
  const said = (peer: Peer): string => figure(peer)?.toFixed(digits) ?? "–";
  const [ours, reference] = [figure("plenary"), figure("reference")];
  const ratio = ours === undefined || reference === undefined ? "" : `${(ours / reference).toFixed(3)}x`;
  const met = goal && ours !== undefined ? isMet(goal, ours, reference) : null;
  const verdict = met === null ? "" : met ? "  met" : "  NOT MET";
  return row([label, said("relay"), said("reference"), said("plenary"), ratio, (goal ? textOf(goal) : "") + verdict]);
}

function textOf({ kind, limit }: Goal): string {
  if (kind === "below") return `< ${limit}`;
  return kind === "ratio-at-most" ? `≤ ${limit}x` : `≥ ${limit}x`;
}

function row(cells: readonly string[]): string {
  const [first = "", ...others] = cells;
  const padded = others.map((cell, index) => (index === 4 ? `  ${cell}` : cell.padStart(WIDTHS[index + 1] ?? 0)));
  return `  ${first.padEnd(WIDTHS[0] ?? 0)}${padded.join("")}`.trimEnd();
}
