// Measures the language model beside other engines, in headless Chromium: the
// same file, the same prompt, one thread.
//
// node bench/model/run.js [--rounds 3] [--peers wllama,candle] [--into docs]

import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { markdown, picture } from "./report.js";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FOLDERS = {
  "/lollipop/": path.join(ROOT, "target/bench/lm"),
  "/wllama/": path.join(ROOT, "bench/node_modules/@wllama/wllama/esm"),
  "/candle/": path.join(ROOT, "target/bench/candle"),
  "/model/": path.join(ROOT, "target/models"),
  "/page/": import.meta.dirname,
};
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };
const FILE = path.join(FOLDERS["/model/"], "SmolLM2-135M-Instruct.Q4_1.gguf");
const SENTENCE = "The quick brown fox jumps over the lazy dog near the river bank while the sun sets. ";
const PROMPT = SENTENCE.repeat(14) + "\n\nOnce upon a time, in a small village by the sea,";
const TOKENS = 96;

const options = Object.fromEntries(
  process.argv.slice(2).flatMap((word, i, all) => (word.startsWith("--") ? [[word.slice(2), all[i + 1]]] : [])),
);
const rounds = Number(options.rounds ?? 3);
const engines = ["lollipop", ...(options.peers ?? "wllama,candle").split(",")].filter(Boolean);
const model = { bytes: statSync(FILE).size, sha256: readFileSync(FILE.replace(".gguf", ".sha256"), "utf8") };

const server = http.createServer((request, response) => {
  const name = decodeURIComponent(new URL(request.url, "http://x").pathname);
  const folder = Object.keys(FOLDERS).find((it) => name.startsWith(it));
  const file = folder && path.join(FOLDERS[folder], name.slice(folder.length));
  if (name === "/") {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end('<!doctype html><meta charset="utf-8"><title>bench</title><script type="module" src="/page/in-page.js"></script>');
  } else if (!file || !file.startsWith(FOLDERS[folder]) || !existsSync(file)) {
    response.writeHead(404).end();
  } else {
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Content-Length": statSync(file).size });
    createReadStream(file).pipe(response);
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}/`;

/** What the page's process takes, and took at most. Unit: MB. */
const memoryOf = async (browser) => {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const read = ({ id }) => {
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    const field = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024;
    return { now: field("VmRSS"), most: field("VmHWM") };
  };
  const all = processInfo.filter(({ type }) => type === "renderer").map(read);
  return all.reduce((most, one) => (one.most > most.most ? one : most));
};

/** Loads twice, in pages of their own, the second time from what the browser keeps; and writes. */
const measure = async (id) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
  try {
    const context = await browser.newContext();
    const open = async () => {
      const page = await context.newPage();
      page.setDefaultTimeout(600_000);
      await page.goto(origin);
      await page.waitForFunction(() => globalThis.measure);
      return page;
    };
    let page = await open();
    const empty = (await memoryOf(browser)).now;
    const first = await page.evaluate((task) => globalThis.measure(task), { id, model, tokens: 0 });
    const loaded = (await memoryOf(browser)).most - empty;
    await page.close();
    page = await open();
    const { loadMs, timings, text } = await page.evaluate((task) => globalThis.measure(task), {
      id,
      model,
      prompt: PROMPT,
      tokens: TOKENS,
    });
    const { now, most } = await memoryOf(browser);
    return {
      firstLoadMs: first.loadMs,
      loadMs,
      promptPerSecond: (timings.prompt_n / timings.prompt_ms) * 1000,
      writtenPerSecond: (timings.predicted_n / timings.predicted_ms) * 1000,
      memoryMb: now - empty,
      mostMemoryMb: Math.max(most - empty, loaded),
      promptTokens: timings.prompt_n,
      text,
      chromium: browser.version(),
    };
  } finally {
    await browser.close();
  }
};

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const found = Object.fromEntries(engines.map((id) => [id, []]));
for (let round = 0; round < rounds; round++) {
  for (const id of engines) {
    try {
      const one = await measure(id);
      found[id].push(one);
      console.log(id, JSON.stringify({ ...one, text: one.text.slice(0, 60) }));
    } catch (error) {
      console.log(id, String(error.message ?? error).split("\n")[0]);
    }
  }
}
server.close();

const FIGURES = ["firstLoadMs", "loadMs", "promptPerSecond", "writtenPerSecond", "memoryMb", "mostMemoryMb"];
const medians = Object.fromEntries(
  Object.entries(found)
    .filter(([, all]) => all.length)
    .map(([id, all]) => [
      id,
      Object.fromEntries([
        ...FIGURES.map((name) => [name, median(all.map((one) => one[name]))]),
        ["promptTokens", all[0].promptTokens],
        ["text", all[0].text],
      ]),
    ]),
);
const version = (name) =>
  JSON.parse(readFileSync(path.join(ROOT, `bench/node_modules/${name}/package.json`), "utf8")).version;
const candle = /name = "candle-core"\nversion = "([^"]+)"/.exec(
  readFileSync(path.join(ROOT, "bench/peers/candle/Cargo.lock"), "utf8"),
)[1];
const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: { cpu: os.cpus()[0].model.trim(), cores: os.cpus().length, memoryGb: Math.round(os.totalmem() / 2 ** 30) },
  chromium: Object.values(found).flat()[0].chromium,
  rounds,
  versions: { wllama: version("@wllama/wllama"), candle },
  tokens: TOKENS,
  engines: medians,
};
console.log(markdown(results));
if (options.into) {
  const into = path.join(ROOT, options.into);
  writeFileSync(path.join(into, "bench-model.json"), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(path.join(into, "bench-model.md"), markdown(results));
  writeFileSync(path.join(into, "bench-model.svg"), picture(results));
}
