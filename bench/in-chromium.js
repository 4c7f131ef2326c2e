// Each measurement in a page of its own, of headless Chromium.

import { createReadStream, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { chromium } from "playwright-core";
import { places } from "./places.js";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

export class InChromium {
  name = "chromium";

  static async start(tokenizers) {
    const self = new InChromium();
    for (const { id } of tokenizers) await bundle(id);
    self.server = http.createServer((request, response) => self.answer(request, response));
    await new Promise((resolve) => self.server.listen(0, "127.0.0.1", resolve));
    self.origin = `http://127.0.0.1:${self.server.address().port}`;
    await self.launch();
    self.label = `Chromium ${self.browser.version()}`;
    return self;
  }

  async launch() {
    this.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
    });
  }

  /** As in Node. `files` of the result are those that the tokenizer fetched. */
  async run(task, { id }, encoding, options, limitMs) {
    const context = await this.browser.newContext();
    let last;
    this.fetched = new Set();
    try {
      const page = await context.newPage();
      await page.exposeFunction("say", (result) => void (last = result));
      await page.goto(this.origin);
      const result = await within(limitMs, page.evaluate(inPage, { task, id, encoding, options }));
      await context.close();
      return result;
    } catch (error) {
      // A page that still computes cannot be closed.
      await within(5000, this.browser.close()).catch(() => {});
      await this.launch();
      return {
        ...last,
        error: String(error.message ?? error)
          .split("\n")[0]
          .slice(0, 200),
      };
    }
  }

  answer(request, response) {
    const name = decodeURIComponent(new URL(request.url, this.origin).pathname);
    const headers = {
      // Isolated pages have a finer clock.
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cache-Control": "no-store",
    };
    if (name === "/") {
      response.writeHead(200, { ...headers, "Content-Type": "text/html" });
      response.end('<!doctype html><meta charset="utf-8"><title>bench</title>');
      return;
    }
    const file = fileOf(name);
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, headers);
      response.end();
      return;
    }
    if (/^\/(bundles|node_modules|wasm)\//.test(name)) this.fetched?.add(file);
    response.writeHead(200, {
      ...headers,
      "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream",
    });
    createReadStream(file).pipe(response);
  }

  async close() {
    await this.browser.close();
    this.server.close();
  }
}

function fileOf(name) {
  if (name === "/measure.js") return fileURLToPath(new URL("measure.js", import.meta.url));
  const [, place, ...rest] = name.split("/");
  if (!places[place] || rest.includes("..")) return undefined;
  const file = fileURLToPath(new URL(rest.join("/"), places[place]));
  // Ours fetches what lies beside its module, as it would from a package.
  if (place === "bundles" && rest[0] === "lollipop" && !existsSync(file)) {
    return fileURLToPath(new URL(rest.slice(1).join("/"), places.lollipop));
  }
  return file;
}

/** As a web developer would ship it. */
async function bundle(id) {
  const outdir = fileURLToPath(new URL(id, places.bundles));
  mkdirSync(outdir, { recursive: true });
  await esbuild.build({
    entryPoints: { entry: fileURLToPath(new URL(`tokenizers/${id}.js`, import.meta.url)) },
    outdir,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    charset: "utf8",
    external: ["node:*", "fs", "path", "url", "zlib", "crypto", "module"],
    logLevel: "error",
  });
}

/** Runs in the page. */
async function inPage({ task, id, encoding, options }) {
  const measure = await import("/measure.js");
  const read = async (name) => {
    const answer = await fetch(name.startsWith("expected/") ? `/${name}` : `/corpora/${name}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const subject = {
    encoding,
    open: async () => (await import(`/bundles/${id}/entry.js`)).load(encoding),
    bytes: read,
  };
  return measure[task](subject, options, (result) => globalThis.say(result));
}

function within(limitMs, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`over ${limitMs / 1000} s`)), limitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
