// The results as tables of Markdown, which a terminal shows well enough.

import { CORPORA } from "./measure.js";
import { line, worst } from "./targets.js";

/** Of each column the part of the measurements, its name, and what it reads. */
const COLUMNS = [
  ["throughput", "steady, MB/s", (one) => each((corpus) => one.throughput[corpus].steady)],
  ["throughput", "first pass, MB/s", (one) => each((corpus) => one.throughput[corpus].first)],
  ["latency", "1 KB, µs", (one) => each((corpus) => one.latency[corpus])],
  ["typing", "a key in 100 KB, ms", (one) => figure(one.typing["100 KB"])],
  ["typing", "a key in 1 MB, ms", (one) => figure(one.typing["1 MB"])],
  ["cold", "cold start, ms", (one) => figure(one.cold.ms)],
  ["cold", "memory, MB", (one) => figure(one.cold.memoryMb)],
  ["adversarial", "adversarial, ms", (one) => adversarial(one)],
  [
    "download",
    "download, KB",
    (one) => `${figure(one.download.brotli / 1000)} (${figure(one.download.gzip / 1000)})`,
  ],
  ["agreement", "wrong ids", (one) => wrong(one.agreement)],
];

/** Everything that was measured, and whether it is what it should be. */
export function table(results) {
  const tables = Object.entries(results.runtimes).flatMap(([runtime, { label, encodings }]) =>
    Object.entries(encodings).map(
      ([encoding, found]) => `${label}, ${encoding}\n\n${rows(results.tokenizers, found)}\n`,
    ),
  );
  return `\n${tables.join("\n")}\n${results.targets.map(line).join("\n")}\n`;
}

/** The page docs/bench.md. */
export function markdown(results) {
  const { machine, date, tokenizers, rounds } = results;
  const versions = tokenizers.map(({ label, version }) => `${label} ${version}`).join(", ");
  const sections = Object.entries(results.runtimes).flatMap(([runtime, { label, encodings }]) =>
    Object.entries(encodings).map(
      ([encoding, found]) =>
        `## ${label}, ${encoding}\n\n${rows(tokenizers, found)}\n\n${unable(tokenizers, found)}${targetRows(results.targets, runtime, encoding)}`,
    ),
  );
  return `# The engine beside other tokenizers

Measured on ${date} with \`cargo xtask bench\`, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}. ${otherRuns(results)}The machine is shared, and the same measurement may differ by a half from minute to minute: ratios of what was measured in turn say more than milliseconds, and the ratios below are of these alone.

${versions}. The crates are compiled to wasm with the same options, and text and ids take the same way in and out.

- **steady, first pass**: 1 MB of real text in English / code / Chinese / many languages with emoji. The first pass meets the text for the first time, after 100 KB of other text of its kind and half a second in which a page that has just begun comes to rest; steady is the median of later passes.
- **1 KB**: the median of 400 different texts of each kind.
- **a key**: a character typed in the middle, until the count of the whole is known. Ours takes it as an edit, the others encode everything again: they have nothing else.
- **cold start**: import, load and first ids, each time in a fresh process, or in a fresh page with files from the local disk; the median of 15. Ours gives the ids of a first short text before it builds the tables that other texts need; it does so next, in some 10 to 20 ms that are not in this figure. **memory**: what the process has grown by half a second later.
- **adversarial**: the worst of several texts of 100,000 characters that nothing cuts.
- **download**: every file that a page fetches for one encoding, bundled and minified, under brotli 11 (gzip -9).
- **wrong ids**: of 11,000 odd strings, beside tiktoken-rs; then how many of the four corpora are wrong.

Medians of rounds in turn, ${rounds} of them where nothing else is said; one round of what takes a tokenizer longer than 6 seconds; each measurement in a process or page of its own. The corpora are made by \`cargo xtask corpora\`, the same bytes each time.

${sections.join("\n\n")}
`;
}

/** What README shows of it: all tokenizers in the browser, with the newer encoding. */
export function summary(results) {
  const { machine, date, tokenizers, runtimes } = results;
  const encoding = "o200k_base";
  const { label, encodings } = runtimes.chromium;
  const about = `${label}, ${encoding}, measured on ${date} on ${machine.cpu}, ${machine.cores} cores. ${otherRuns(results)}Throughput and 1 KB: English / code / Chinese / many languages with emoji; download: brotli (gzip).`;
  return `${about}\n\n${rows(tokenizers, encodings[encoding])}`;
}

/** Which runs there are beside that of the report. */
function otherRuns({ runtimes }) {
  const all = Object.values(runtimes).flatMap(({ encodings }) => Object.values(encodings));
  const stamps = all.flatMap(Object.values).flatMap(({ stamps }) => Object.values(stamps ?? {}));
  const sorted = [...new Set(stamps)].filter(Boolean).sort();
  return sorted.length ? `What stands in italics is of another run: ${sorted.join("; ")}. ` : "";
}

function rows(tokenizers, found) {
  const columns = COLUMNS.filter(([, , read]) =>
    Object.values(found).some((one) => attempt(read, one) !== "–"),
  );
  const cell = (one, [part, , read]) => {
    const shown = attempt(read, one);
    return one.stamps?.[part] && shown !== "–" ? `*${shown}*` : shown;
  };
  const cells = tokenizers
    .filter(({ id }) => found[id])
    .map(({ id, label }) => [label, ...columns.map((column) => cell(found[id], column))]);
  return grid([["", ...columns.map(([, name]) => name)], ...cells]);
}

function targetRows(all, runtime, encoding) {
  const own = all.filter((target) => target.runtime === runtime && target.encoding === encoding);
  const cells = own.map(({ name, ratio, atLeast, atMost, reached }) => [
    name,
    atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`,
    Number.isFinite(ratio) ? figure(ratio) : "not measured",
    reached ? "yes" : "no",
  ]);
  return grid([["ratio", "target", "measured", "reached"], ...cells]);
}

function grid([head, ...cells]) {
  const lines = [head, head.map(() => "---"), ...cells];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => [...line[i]].length)));
  const pad = (cell, i) => cell + " ".repeat(widths[i] - [...cell].length);
  return lines.map((line) => `| ${line.map(pad).join(" | ")} |`).join("\n");
}

/** Which tokenizers cannot be loaded, and why. */
function unable(tokenizers, found) {
  const lines = tokenizers.map(({ id, label }) => {
    const error = found[id]?.cold?.error;
    return error && `${label} does not load here: ${error.replace(/^page\.evaluate: /, "")}\n\n`;
  });
  return lines.filter(Boolean).join("");
}

/** A column that was not measured, or a tokenizer that failed there. */
function attempt(read, one) {
  try {
    return read(one);
  } catch {
    return "–";
  }
}

const each = (read) => CORPORA.map((corpus) => figure(read(corpus))).join(" / ");

function adversarial(one) {
  if (one.cold?.error) throw new Error(one.cold.error);
  const ms = worst(one);
  if (ms !== Infinity) return figure(ms);
  const sizes = Object.values(one.adversarial);
  return sizes.some((size) => size[100_000]?.error) ? "throws" : "over 5 s";
}

function wrong(agreement) {
  if (agreement.wrong === undefined) throw new Error(agreement.error);
  const texts = Object.values(agreement.texts).filter((text) => text !== "right").length;
  return `${agreement.wrong}; ${texts}`;
}

/** Three digits that say something. */
export function figure(value) {
  if (!Number.isFinite(value)) throw new Error("not measured");
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}
