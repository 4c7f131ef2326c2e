// Runs candle's model in a worker, timed as llama.cpp times itself.
import init, { Model } from "./candle_peer.js";

let model;

const complete = ({ prompt, max_tokens }) => {
  const ids = model.encode(prompt);
  const start = performance.now();
  let next = model.next(ids, 0);
  const read = performance.now();
  const written = [next];
  while (written.length < max_tokens) {
    next = model.next(new Uint32Array([next]), ids.length + written.length - 1);
    written.push(next);
  }
  const timings = {
    prompt_n: ids.length,
    prompt_ms: read - start,
    predicted_n: written.length - 1,
    predicted_ms: performance.now() - read,
  };
  return { timings, choices: [{ text: model.decode(new Uint32Array(written)) }] };
};

self.onmessage = async ({ data }) => {
  try {
    if (data.load) {
      await init();
      model = new Model(new Uint8Array(await (await fetch(data.load)).arrayBuffer()));
      self.postMessage({});
    } else {
      self.postMessage(complete(data));
    }
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
