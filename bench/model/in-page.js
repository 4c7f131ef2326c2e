// What runs in the page: each engine behind the same three functions.

const MODEL = "/model/SmolLM2-135M-Instruct.Q4_1.gguf";

/** Our worker, asked as the page asks it. */
const lollipop = async ({ bytes, sha256 }) => {
  const worker = new Worker("/lollipop/lm-worker.js?bench", { type: "module" });
  const heard = [];
  let wake = () => {};
  worker.onmessage = ({ data }) => (heard.push(data[0]), wake());
  const next = async () => {
    while (!heard.length) await new Promise((resolve) => (wake = resolve));
    return heard.shift();
  };
  while ((await next()) !== "Ready");
  worker.postMessage([{ Load: { Site: { url: new URL(MODEL, location.href).href, bytes, sha256 } } }]);
  for (;;) {
    const said = await next();
    if (said.LoadFailed) throw new Error(JSON.stringify(said));
    if (said.Loaded) break;
  }
  return async (prompt, max_tokens) => {
    const body = JSON.stringify({ prompt, max_tokens, temperature: 0 });
    worker.postMessage([{ Ask: { id: 1, path: "/completions", body } }]);
    let answer = "";
    for (;;) {
      const said = await next();
      if (said.Chunk) answer += said.Chunk.text;
      if (said.End) return JSON.parse(answer);
    }
  };
};

/** llama.cpp, compiled by wllama: on one thread, without WebGPU. */
const wllama = async () => {
  const { Wllama } = await import("/wllama/index.js");
  const quiet = { debug() {}, log() {}, warn() {}, error: console.error };
  const engine = new Wllama({ default: "/wllama/wasm/wllama.wasm" }, { logger: quiet, suppressNativeLog: true });
  await engine.loadModelFromUrl(new URL(MODEL, location.href).href, { n_threads: 1, n_gpu_layers: 0, n_ctx: 2048 });
  return async (prompt, max_tokens) => engine.createCompletion({ prompt, max_tokens, temperature: 0, stream: false });
};

/** candle's own quantised llama. */
const candle = async () => {
  const worker = new Worker("/candle/worker.js", { type: "module" });
  const ask = (message) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(message);
    });
  await ask({ load: new URL(MODEL, location.href).href });
  return async (prompt, max_tokens) => ask({ prompt, max_tokens });
};

const ENGINES = { lollipop, wllama, candle };

/** Loads an engine and lets it write; what it says of its own speed, in ms. */
globalThis.measure = async ({ id, model, prompt, tokens }) => {
  const start = performance.now();
  const complete = await ENGINES[id](model);
  const loadMs = performance.now() - start;
  if (!tokens) return { loadMs };
  // A first short text: what is compiled late is compiled now.
  await complete("One two three four five", 8);
  const { timings, choices } = await complete(prompt, tokens);
  return { loadMs, timings, text: choices[0].text };
};
