// The results as a table and as bars.

const LABELS = { lollipop: "Lollipop", wllama: "wllama", candle: "candle" };
const COLUMNS = [
  ["load, first visit, ms", "firstLoadMs", 0],
  ["load, kept, ms", "loadMs", 0],
  ["prompt, tokens/s", "promptPerSecond", 1],
  ["writing, tokens/s", "writtenPerSecond", 1],
  ["memory, MB", "memoryMb", 0],
  ["most memory, MB", "mostMemoryMb", 0],
];
/** How ours must stand beside wllama. */
const TARGETS = [
  ["writing", ({ lollipop, wllama }) => lollipop.writtenPerSecond / wllama.writtenPerSecond, "≥", 1.25],
  ["prompt", ({ lollipop, wllama }) => lollipop.promptPerSecond / wllama.promptPerSecond, "≥", 1.25],
  ["load, first visit", ({ lollipop, wllama }) => lollipop.firstLoadMs / wllama.firstLoadMs, "≤", 0.7],
  ["load, kept", ({ lollipop, wllama }) => lollipop.loadMs / wllama.loadMs, "≤", 0.7],
  ["most memory", ({ lollipop, wllama }) => lollipop.mostMemoryMb / wllama.mostMemoryMb, "≤", 1],
];

/** The page docs/bench-model.md. */
export function markdown({ date, machine, chromium, rounds, versions, tokens, engines }) {
  const rows = Object.entries(engines).map(
    ([id, one]) => `| ${LABELS[id]} | ${COLUMNS.map(([, key, digits]) => one[key].toFixed(digits)).join(" | ")} |`,
  );
  const targets = engines.wllama
    ? TARGETS.map(([what, ratio, sign, wanted]) => {
        const is = ratio(engines);
        const met = sign === "≥" ? is >= wanted : is <= wanted;
        return `| ${what} | ${is.toFixed(2)} × | ${sign} ${wanted} × | ${met ? "met" : "missed"} |`;
      })
    : [];
  return `# The language model beside other engines

Measured on ${date} with \`cargo xtask bench --model\`, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, headless Chromium ${chromium}. Times of a shared machine: ratios within one run say more than milliseconds.

Lollipop's worker, @wllama/wllama ${versions.wllama} (llama.cpp in wasm, one thread, no WebGPU, a window of 2,048 tokens), and candle ${versions.candle} (\`quantized_llama\`, simd128 for the whole module, LTO). The same file, SmolLM2-135M-Instruct in Q4_1; the same prompt of ${Object.values(engines)[0].promptTokens} tokens; ${tokens} tokens written, the likeliest each time. ${rounds === 1 ? "One round" : `Medians of ${rounds} rounds in turn`}, each in a browser of its own.

| | ${COLUMNS.map(([title]) => title).join(" | ")} |
|---|${COLUMNS.map(() => "--:").join("|")}|
${rows.join("\n")}

- **load, first visit**: from starting the worker until a request can be sent, the file from a server on the same machine. **kept**: the same in another page, the file from what the browser keeps (candle's page keeps nothing, and checks nothing: ours compares the file with its SHA-256 on its way).
- **prompt, writing**: as each engine reports it, after a first short text.
- **memory**: what the page's process has grown by after writing. **most memory**: what it grew by at the worst moment.

| beside wllama | is | wanted | |
|---|--:|--:|---|
${targets.join("\n")}

![The same figures as bars](bench-model.svg)
`;
}

const PANEL = { width: 470, labels: 80, figures: 60, head: 30, row: 22, bar: 13 };

/** Bars that begin at nothing. */
export function picture({ date, machine, chromium, engines }) {
  const ids = Object.keys(engines);
  const height = PANEL.head + ids.length * PANEL.row + 12;
  const total = 58 + Math.ceil(COLUMNS.length / 2) * height;
  const panels = COLUMNS.map(([title, key, digits], i) => {
    const most = Math.max(...ids.map((id) => engines[id][key]));
    const room = PANEL.width - PANEL.labels - PANEL.figures;
    const bars = ids.map((id, row) => {
      const value = engines[id][key];
      const [y, width] = [PANEL.head + row * PANEL.row, Math.max(2, (value / most) * room)];
      const kind = id === "lollipop" ? "ours" : "bar";
      return `<text x="${PANEL.labels - 8}" y="${y + 11}" text-anchor="end">${LABELS[id]}</text><rect class="${kind}" x="${PANEL.labels}" y="${y}" width="${width.toFixed(1)}" height="${PANEL.bar}" rx="2"/><text x="${(PANEL.labels + width + 5).toFixed(1)}" y="${y + 11}">${value.toFixed(digits)}</text>`;
    });
    const better = key.endsWith("PerSecond") ? "more is better" : "less is better";
    return `<g transform="translate(${(i % 2) * 490} ${58 + (i >> 1) * height})"><text class="title" x="14" y="16">${title}: ${better}</text>${bars.join("")}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 ${total}" role="img" aria-labelledby="title">
<title id="title">Lollipop's language model beside other engines</title>
<style>
:root { color-scheme: light dark; --page: #ffffff; --text: #1d1b26; --quiet: #64616f; --bar: #a9a5b8; --ours: #c2185b; }
@media (prefers-color-scheme: dark) { :root { --page: #16151c; --text: #eceaf4; --quiet: #a29eb2; --bar: #6f6a80; --ours: #ff6f9f; } }
text { font: 12px system-ui, sans-serif; fill: var(--text); } .title { font-weight: 600; font-size: 13px; } .head { font-weight: 600; font-size: 17px; }
.quiet { fill: var(--quiet); } .bar { fill: var(--bar); } .ours { fill: var(--ours); }
</style>
<rect width="960" height="${total}" rx="8" fill="var(--page)"/>
<text class="head" x="14" y="26">SmolLM2-135M in the browser, one thread</text>
<text class="quiet" x="14" y="44">Chromium ${chromium}, ${date}, ${machine.cpu.replace(/[&<>]/g, "")}</text>
${panels.join("\n")}
</svg>
`;
}
