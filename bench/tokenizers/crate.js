// A crate compiled to wasm by peers/: text and ids take the same way as those of
// our engine.

import { instance } from "./asset.js";

const textEncoder = new TextEncoder();

export async function load(crate, encoding) {
  const wasm = await instance("wasm", `${crate}-${encoding}.wasm`);
  let buffer = new Uint8Array(0);
  return {
    encode(text) {
      const room = text.length * 3;
      // Memory that grew leaves a view of length 0 behind.
      if (buffer.length < room) {
        const start = wasm.input(room);
        buffer = new Uint8Array(wasm.memory.buffer, start, room);
      }
      const count = wasm.encode(textEncoder.encodeInto(text, buffer).written);
      return new Uint32Array(wasm.memory.buffer, wasm.output(), count).slice();
    },
  };
}
