import * as crate from "./crate.js";

export const load = (encoding) => crate.load("tiktoken", encoding);
