import * as crate from "./crate.js";

export const load = (encoding) => crate.load("bpe-openai", encoding);
