// The results as bars on logarithmic scales.

import { CORPORA } from "./measure.js";
import { figure } from "./report.js";
import { worst } from "./targets.js";
import { OURS } from "./tokenizers.js";

const PANELS = [
  ["Throughput, MB/s: more is better", (one) => mean(CORPORA.map((corpus) => one.throughput[corpus].steady))],
  ["1 KB of text, µs", (one) => mean(CORPORA.map((corpus) => one.latency[corpus]))],
  ["A key typed in 100 KB, ms", (one) => one.typing["100 KB"]],
  ["A key typed in 1 MB, ms", (one) => one.typing["1 MB"]],
  ["Cold start, ms", (one) => one.cold.ms],
  ["Download under brotli, KB", (one) => one.download.brotli / 1000],
];

const WIDTH = 960;
const PANEL = { width: 470, labels: 158, figures: 52, head: 34, row: 20, bar: 12, gap: 22 };
const TOP = 58;

/** Six panels for one encoding, each in the browser where it was measured there, or else in Node. */
export function picture({ runtimes, tokenizers, date, machine }) {
  const measured = [runtimes.chromium, runtimes.node].filter(Boolean);
  const [encoding] = Object.entries(measured[0].encodings).at(-1);
  const labels = measured.map(({ label }) => label).join(", ");
  const height = PANEL.head + tokenizers.length * PANEL.row;
  const panels = PANELS.map(([title, read], i) => {
    const has = ({ encodings }) => Number.isFinite(attempt(read, encodings[encoding]?.[OURS]));
    const runtime = measured.find(has) ?? measured[0];
    const found = runtime.encodings[encoding] ?? {};
    const where = measured.length > 1 ? `${title} (${runtime.label.split(/[ .]/, 2).join(" ")})` : title;
    const x = (i % 2) * (WIDTH - PANEL.width);
    const y = TOP + (i >> 1) * (height + PANEL.gap);
    return `<g transform="translate(${x} ${y})">${panel(where, read, tokenizers, found)}</g>`;
  });
  const total = TOP + Math.ceil(PANELS.length / 2) * (height + PANEL.gap);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" role="img" aria-labelledby="title">
<title id="title">Lollipop's engine beside other tokenizers: ${encoding}, ${labels}</title>
<style>
:root { color-scheme: light dark; --page: #ffffff; --text: #1d1b26; --quiet: #64616f; --line: #d9d7e0; --bar: #a9a5b8; --ours: #c2185b; }
@media (prefers-color-scheme: dark) { :root { --page: #16151c; --text: #eceaf4; --quiet: #a29eb2; --line: #393645; --bar: #6f6a80; --ours: #ff6f9f; } }
text { font: 12px system-ui, sans-serif; fill: var(--text); }
.title { font-weight: 600; font-size: 13px; } .head { font-weight: 600; font-size: 17px; } .quiet { fill: var(--quiet); }
.bar { fill: var(--bar); } .ours { fill: var(--ours); } text.ours { font-weight: 700; fill: var(--text); } line { stroke: var(--line); }
</style>
<rect width="${WIDTH}" height="${total}" rx="8" fill="var(--page)"/>
<text class="head" x="14" y="26">Tokenizers in JavaScript: ${encoding}, ${labels}</text>
<text class="quiet" x="14" y="44">Logarithmic scales. Throughput and 1 KB: geometric mean of English, code, Chinese and mixed text. ${date}, ${escaped(machine.cpu)}</text>
${panels.join("\n")}
</svg>
`;
}

function panel(title, read, tokenizers, found) {
  const bars = tokenizers.map((tokenizer) => ({ ...tokenizer, value: attempt(read, found[tokenizer.id]) }));
  const values = bars.map(({ value }) => value).filter(Number.isFinite);
  const from = Math.floor(Math.log10(Math.min(...values)) - 0.05);
  const to = Math.max(Math.log10(Math.max(...values)), from + 1);
  const room = PANEL.width - PANEL.labels - PANEL.figures;
  const length = (value) => Math.max(2, ((Math.log10(value) - from) / (to - from)) * room);
  const bottom = PANEL.head + bars.length * PANEL.row;
  const powers = Array.from({ length: Math.floor(to) - from + 1 }, (_, i) => 10 ** (from + i));
  const lines = powers.map((power, i) => {
    const x = PANEL.labels + (i === 0 ? 0 : length(power));
    return `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${PANEL.head - 4}" y2="${bottom - 4}"/>`;
  });
  const rows = bars.map(({ id, label, value }, i) => {
    const y = PANEL.head + i * PANEL.row;
    const kind = id === OURS ? " ours" : "";
    const why = found[id] && Object.values(found[id]).some((part) => part?.error) ? "not possible" : "not measured";
    const name = `<text class="${kind}" x="${PANEL.labels - 8}" y="${y + 10}" text-anchor="end">${escaped(label)}</text>`;
    if (!Number.isFinite(value)) {
      return `${name}<text class="quiet" x="${PANEL.labels + 4}" y="${y + 10}">${why}</text>`;
    }
    const width = length(value);
    const bar = `<rect class="bar${kind}" x="${PANEL.labels}" y="${y}" width="${width.toFixed(1)}" height="${PANEL.bar}" rx="2"/>`;
    return `${name}${bar}<text class="${kind}" x="${(PANEL.labels + width + 5).toFixed(1)}" y="${y + 10}">${figure(value)}</text>`;
  });
  return `<text class="title" x="14" y="18">${title}</text>${lines.join("")}${rows.join("")}`;
}

function attempt(read, one) {
  try {
    return read(one);
  } catch {
    return undefined;
  }
}

const mean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
const escaped = (text) =>
  text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
