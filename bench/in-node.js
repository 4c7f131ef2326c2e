// Each measurement in a process of its own.

import { spawn } from "node:child_process";
import { readFileSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as measure from "./measure.js";
import { places } from "./places.js";

const self = fileURLToPath(import.meta.url);
const MARK = "\u0001";

export class InNode {
  name = "node";
  label = `Node ${process.versions.node}`;

  /** Resolves to what the task found, with `error` where it did not come to its end. */
  run(task, tokenizer, encoding, options, limitMs) {
    const job = JSON.stringify({ task, id: tokenizer.id, encoding, options });
    const child = spawn(process.execPath, ["--no-warnings", "--max-old-space-size=8192", self, job]);
    let said = "";
    let complaint = "";
    child.stdout.on("data", (part) => (said += part));
    child.stderr.on("data", (part) => (complaint += part));
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, limitMs);
    return new Promise((resolve) => {
      child.on("close", () => {
        clearTimeout(timer);
        const lines = said.split("\n").filter((line) => line.startsWith(MARK));
        const { result, isDone, error } = lines.length ? JSON.parse(lines.at(-1).slice(1)) : {};
        if (isDone) resolve(result);
        else
          resolve({
            ...result,
            error: error ?? (isLate ? `over ${limitMs / 1000} s` : complaint.slice(-200)),
          });
      });
    });
  }

  async close() {}
}

async function work({ task, id, encoding, options }) {
  const say = (message) => writeSync(1, `${MARK}${JSON.stringify(message)}\n`);
  const subject = {
    encoding,
    memory: () => process.memoryUsage.rss(),
    open: async () => (await import(`./tokenizers/${id}.js`)).load(encoding),
    bytes: async (name) => {
      const place = name.startsWith("expected/") ? new URL("..", places.expected) : places.corpora;
      return new Uint8Array(readFileSync(new URL(name, place)));
    },
  };
  try {
    say({ isDone: true, result: await measure[task](subject, options, (result) => say({ result })) });
  } catch (error) {
    say({ error: String(error).slice(0, 200) });
  }
  process.exit();
}

if (process.argv[1] === self) await work(JSON.parse(process.argv[2]));
