// The benchmark; `cargo xtask bench` gets everything ready and starts it.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { download } from "./download.js";
import { InChromium } from "./in-chromium.js";
import { InNode } from "./in-node.js";
import { median } from "./measure.js";
import { docs, partial, places, readme } from "./places.js";
import { markdown, summary, table } from "./report.js";
import { picture } from "./picture.js";
import { targets } from "./targets.js";
import { OURS, tokenizers as chosen } from "./tokenizers.js";

const ENCODINGS = ["cl100k_base", "o200k_base"];
const PARTS = ["agreement", "cold", "download", "throughput", "latency", "typing", "adversarial"];
const RUNTIMES = ["node", "chromium"];
const COLD_ROUNDS = 15;
const LIMIT_MS = 60_000;
/** A tokenizer that needs longer for one measurement is measured once. */
const REPEATED_MS = 6_000;
const ADVERSARIAL_LIMIT_MS = 5_000;

const list = (text) => text?.split(",");
const { values } = parseArgs({
  options: {
    encodings: { type: "string" },
    parts: { type: "string" },
    peers: { type: "string" },
    runtimes: { type: "string" },
    rounds: { type: "string", default: "3" },
    date: { type: "string" },
    into: { type: "string" },
  },
});
const encodings = among(list(values.encodings), ENCODINGS, "encoding");
const parts = among(list(values.parts), PARTS, "part");
const runtimes = among(list(values.runtimes), RUNTIMES, "runtime");
const rounds = Number(values.rounds);
const tokenizers = chosen(list(values.peers));
const isWhole = !values.encodings && !values.parts && !values.peers && !values.runtimes && rounds >= 3;
const [into] = among(values.into ? [values.into] : [isWhole ? "docs" : "partial"], ["docs", "partial"], "folder");
const folder = into === "docs" ? docs : partial;

const results = {
  date: values.date ?? new Date().toISOString().slice(0, 10),
  machine: {
    cpu: os.cpus()[0].model,
    cores: os.cpus().length,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
  },
  rounds,
  tokenizers,
  runtimes: {},
};

const steps = {
  agreement: (runtime, encoding) => once(runtime, encoding, "agreement"),
  cold: (runtime, encoding) => repeated(runtime, encoding, "cold", COLD_ROUNDS),
  download: async (runtime, encoding) => {
    if (!(runtime instanceof InChromium)) return;
    for (const tokenizer of tokenizers) {
      const found = await runtime.run("cold", tokenizer, encoding, {}, LIMIT_MS);
      keep(runtime, encoding, tokenizer, "download", found.error ? found : download(runtime.fetched));
    }
  },
  throughput: (runtime, encoding) => repeated(runtime, encoding, "throughput", rounds),
  latency: (runtime, encoding) => repeated(runtime, encoding, "latency", rounds),
  typing: (runtime, encoding) => repeated(runtime, encoding, "typing", rounds),
  adversarial: async (runtime, encoding) => {
    const kinds = readdirSync(new URL("adversarial/", places.corpora)).map((name) =>
      name.replace(".txt", ""),
    );
    const found = new Map(tokenizers.map((tokenizer) => [tokenizer, {}]));
    let able = tokenizers;
    for (const kind of kinds) {
      const options = { kind, limitMs: ADVERSARIAL_LIMIT_MS };
      // Growth is a ratio of two single readings: the middle of some.
      const all = await inTurn(able, rounds + 2, (tokenizer) =>
        runtime.run("adversarial", tokenizer, encoding, options, ADVERSARIAL_LIMIT_MS + 5000),
      );
      for (const [tokenizer, one] of all) found.get(tokenizer)[kind] = one;
      // The worst of them is beyond the limit, whatever the others take.
      able = able.filter((tokenizer) => !found.get(tokenizer)[kind].error);
    }
    for (const [tokenizer, all] of found) keep(runtime, encoding, tokenizer, "adversarial", all);
  },
};

for (const name of runtimes) {
  const runtime = name === "node" ? new InNode() : await InChromium.start(tokenizers);
  results.runtimes[name] = { label: runtime.label, encodings: {} };
  for (const encoding of encodings) for (const part of parts) await steps[part](runtime, encoding);
  await runtime.close();
}
joinEarlier(new URL("bench.json", folder));
results.targets = targets(results);
console.log(table(results));
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("bench.json", folder), `${JSON.stringify(results, rounded, 1)}\n`);
writeFileSync(new URL("bench.md", folder), markdown(results));
writeFileSync(new URL("bench.svg", folder), picture(results));
if (into === "docs") writeReadme();
console.log(`✓ written: bench.json, bench.md and bench.svg in ${folder.pathname}`);

/** The table between the marks. */
function writeReadme() {
  const marks = /(<!-- bench -->\n)[^]*(\n<!-- \/bench -->)/;
  const text = readFileSync(readme, "utf8");
  if (!marks.test(text)) throw new Error("README.md has no place for the table");
  writeFileSync(readme, text.replace(marks, (_, before, after) => `${before}${summary(results)}${after}`));
}

function among(wanted, known, what) {
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown) throw new Error(`no ${what} ${unknown}: there are ${known.join(", ")}`);
  return wanted ?? known;
}

/**
 * A run of some parts joins the run that stands there already: date, machine and
 * all else stay, and what was measured now says when, where and how often.
 */
function joinEarlier(file) {
  if (isWhole || !existsSync(file)) return;
  const earlier = JSON.parse(readFileSync(file, "utf8"));
  const stamp = ({ date, machine, rounds }) => `${date} on ${machine.cpu}, ${rounds} rounds`;
  const fresh = stamp(results) === stamp(earlier) ? undefined : stamp(results);
  for (const [name, { label, encodings }] of Object.entries(results.runtimes)) {
    const runtime = (earlier.runtimes[name] ??= { label, encodings: {} });
    for (const [encoding, found] of Object.entries(encodings)) {
      const all = (runtime.encodings[encoding] ??= {});
      for (const [id, parts] of Object.entries(found)) {
        const stamps = Object.fromEntries(Object.keys(parts).map((part) => [part, fresh]));
        all[id] = { ...all[id], ...parts, stamps: { ...all[id]?.stamps, ...stamps } };
      }
    }
  }
  const { date, machine, rounds, runtimes } = earlier;
  const measured = Object.values(runtimes).flatMap(({ encodings }) => Object.values(encodings).flatMap(Object.keys));
  const tokenizers = chosen().filter(({ id }) => measured.includes(id));
  Object.assign(results, { date, machine, rounds, runtimes, tokenizers });
}

async function once(runtime, encoding, task) {
  for (const tokenizer of tokenizers) {
    keep(runtime, encoding, tokenizer, task, await runtime.run(task, tokenizer, encoding, {}, LIMIT_MS));
  }
}

async function repeated(runtime, encoding, task, times) {
  const found = await inTurn(tokenizers, times, (tokenizer) =>
    runtime.run(task, tokenizer, encoding, {}, LIMIT_MS),
  );
  for (const [tokenizer, one] of found) keep(runtime, encoding, tokenizer, task, one);
}

/** The middle of what `run` measures, so many times for each tokenizer; in turns,
 * so that a slow minute of the machine meets all alike. */
async function inTurn(able, times, run) {
  const found = new Map(able.map((tokenizer) => [tokenizer, []]));
  const slow = new Set();
  for (let i = 0; i < times; i++) {
    for (const [tokenizer, all] of found) {
      if (slow.has(tokenizer)) continue;
      const start = performance.now();
      all.push(await run(tokenizer));
      // What cannot be loaded, or never ends, does so once.
      if (all.at(-1)?.error || performance.now() - start > REPEATED_MS) slow.add(tokenizer);
    }
  }
  return new Map([...found].map(([tokenizer, all]) => [tokenizer, middle(all)]));
}

/** The median of every number in results of one shape. */
function middle(all) {
  const [first] = all;
  if (all.some((one) => one?.error)) return all.find((one) => one.error);
  if (typeof first === "number") return median(all);
  if (typeof first !== "object" || first === null) return first;
  return Object.fromEntries(
    Object.keys(first).map((key) => [
      key,
      middle(all.map((one) => one[key]).filter((one) => one !== undefined)),
    ]),
  );
}

function keep(runtime, encoding, tokenizer, part, found) {
  const of = (results.runtimes[runtime.name].encodings[encoding] ??= {});
  (of[tokenizer.id] ??= {})[part] = found;
  const shown = JSON.stringify(found, rounded);
  console.log(`${runtime.name} ${encoding} ${part} ${tokenizer.id} ${shown.slice(0, 400)}`);
}

function rounded(_, value) {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
