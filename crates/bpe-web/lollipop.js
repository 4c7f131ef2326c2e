// The tokenizer engine of Lollipop as an ES module, for browsers and Node.
//
//     const tokenizer = await load('o200k_base')
//     tokenizer.count('Learning new things is fun!')
//     const session = tokenizer.session(text)
//     session.edit(start, deleteCount, insert)   // the new count
//
// Offsets are UTF-16 units, as everywhere in JavaScript. Lone surrogates count
// as U+FFFD. lollipop.wasm and the vocabulary files stand beside this file.

const here = import.meta.url;
const inNode = globalThis.process?.versions?.node !== undefined && globalThis.document === undefined;
const textEncoder = new TextEncoder();
let module;

const address = (name) => new URL(name, here);

/** The files that `load` needs: paths in Node, addresses elsewhere. */
export function localAssets(encoding) {
  return ["lollipop.wasm", `${encoding}.vocab`].map((name) => {
    const url = address(name);
    const isPath = inNode && url.protocol === "file:";
    return isPath ? process.getBuiltinModule("node:url").fileURLToPath(url) : url.href;
  });
}

/**
 * Rejects when a file is missing or is no vocabulary.
 *
 * A first short text is encoded at once; what finds the tokens of any text
 * quickly is built when the thread has nothing else to do, or when it is needed.
 */
export async function load(encoding) {
  const vocabulary = read(`${encoding}.vocab`);
  // Awaited below; without this a failure of the other one would leave it unhandled.
  vocabulary.catch(() => {});
  const instance = await WebAssembly.instantiate(await (module ??= compile()), {});
  return tokenizer(instance.exports, await vocabulary);
}

async function compile() {
  try {
    return inNode
      ? await WebAssembly.compile(await read("lollipop.wasm"))
      : await WebAssembly.compileStreaming(response("lollipop.wasm"));
  } catch (error) {
    module = undefined;
    throw error;
  }
}

async function read(name) {
  if (!inNode) return new Uint8Array(await (await response(name)).arrayBuffer());
  const { readFile } = await import("node:fs/promises");
  return readFile(address(name));
}

async function response(name) {
  const answer = await fetch(address(name));
  if (!answer.ok) throw new Error(`${name}: status ${answer.status}`);
  return answer;
}

function tokenizer(wasm, vocabulary) {
  let buffer = new Uint8Array(0);

  // Memory that grew leaves a view of length 0 behind.
  const room = (bytes) => {
    if (buffer.length < bytes) {
      const start = wasm.input(bytes);
      buffer = new Uint8Array(wasm.memory.buffer, start, bytes);
    }
    return buffer;
  };

  // One byte a unit is enough for most text; what does not fit is written behind.
  const write = (text) => {
    let { read, written } = textEncoder.encodeInto(text, room(text.length));
    if (read < text.length) {
      const rest = text.slice(read);
      written += textEncoder.encodeInto(rest, room(written + rest.length * 3).subarray(written)).written;
    }
    return written;
  };

  const writeUnits = (text) => {
    const view = room(text.length * 2);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      view[i * 2] = unit;
      view[i * 2 + 1] = unit >> 8;
    }
    return text.length;
  };

  const output = (length) => new Uint32Array(new Uint32Array(wasm.memory.buffer, wasm.output(), length));

  // What went wrong, if anything did. The input buffer is another one afterwards.
  const faultOf = (bytes) => {
    buffer = new Uint8Array(0);
    if (bytes === 0) return undefined;
    const words = new Uint8Array(wasm.memory.buffer, wasm.input(0), bytes);
    return new Error(new TextDecoder().decode(words));
  };

  room(vocabulary.length).set(vocabulary);
  let fault = faultOf(wasm.open(vocabulary.length));
  if (fault) throw fault;

  let isBuilt = false;
  const build = () => {
    if (isBuilt) return;
    isBuilt = true;
    fault = faultOf(wasm.build());
  };
  (globalThis.setImmediate ?? setTimeout)(build);

  const ready = () => {
    build();
    if (fault) throw fault;
    return wasm;
  };

  let isFirst = true;
  // How many ids a text has, by `encode` or `count`. A first text may need no tables.
  const ask = (name, text) => {
    const bytes = write(text);
    const count = isFirst ? wasm.first(bytes) : -1;
    isFirst = false;
    return count < 0 ? ready()[name](bytes) : count;
  };

  const closed = new FinalizationRegistry((handle) => wasm.close(handle));

  return {
    /** The ids of a text. */
    encode: (text) => output(ask("encode", text)),
    /** How many there are, without making them. */
    count: (text) => ask("count", text),
    /** A text that takes edits; freed with the object. */
    session(text) {
      const isWhole = isWellFormed(text);
      const handle = ready().session(isWhole ? write(text) : 0);
      if (!isWhole) wasm.edit_units(handle, 0, 0, writeUnits(text));
      const session = {
        /** Replaces units of the text; gives the new count. */
        edit: (start, deleteCount, insert) =>
          isWellFormed(insert)
            ? wasm.edit(handle, start, deleteCount, write(insert))
            : wasm.edit_units(handle, start, deleteCount, writeUnits(insert)),
        /** The ids of the whole text. */
        ids: () => output(wasm.ids(handle)),
      };
      closed.register(session, handle);
      return session;
    },
  };
}

const isWellFormed = (text) => text.isWellFormed?.() ?? !/\p{Surrogate}/u.test(text);
