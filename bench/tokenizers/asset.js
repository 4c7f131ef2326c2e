// Where a tokenizer finds the files that are not JavaScript: on the disk under
// Node, on the benchmark's server in a browser.

const inNode = globalThis.document === undefined;

/** @param folder `node_modules`, or `wasm` for the crates that xtask compiled. */
export async function asset(folder, path) {
  if (!inNode) return new Uint8Array(await (await fetch(`/${folder}/${path}`)).arrayBuffer());
  const { readFile } = await import("node:fs/promises");
  const folders = { node_modules: "../node_modules/", wasm: "../../target/bench/wasm/" };
  return readFile(new URL(folders[folder] + path, import.meta.url));
}

/** Compiles while it arrives where that is possible, as a page would. */
export async function instance(folder, path) {
  const source = inNode
    ? await WebAssembly.instantiate(await asset(folder, path), {})
    : await WebAssembly.instantiateStreaming(fetch(`/${folder}/${path}`), {});
  return source.instance.exports;
}
