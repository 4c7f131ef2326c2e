// The measurements themselves: the same code in Node and in a page.
//
// `subject` is one tokenizer with one encoding, in a process or page of its own:
//   open()       imports and loads it
//   bytes(name)  a corpus, or what it should become
//   memory()     bytes in use, where that can be told
// `say` keeps a partial result, should a later step never end.

const KB = 1000;
const now = () => performance.now();
// A page that has just begun shares two cores with the browser that begins it and
// with the compiler; who loads quickest would be measured then.
const REST_MS = 500;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const CORPORA = ["en", "code", "zh", "multi"];
const HELLO = "Hello, world! How are you?";

/**
 * From nothing to the first ids. Memory is read when all has come to rest: a
 * tokenizer may go on building.
 */
export async function cold(subject) {
  const before = subject.memory?.();
  const start = now();
  const tokenizer = await subject.open();
  const tokens = tokenizer.encode(HELLO).length;
  const ms = now() - start;
  await sleep(REST_MS);
  return { ms, tokens, memoryMb: before === undefined ? undefined : (subject.memory() - before) / 1e6 };
}

/** A megabyte of each corpus: the first pass over it, and the median of later ones. */
export async function throughput(subject) {
  const tokenizer = await subject.open();
  const result = {};
  for (const corpus of CORPORA) {
    const bytes = await subject.bytes(`${corpus}.txt`);
    // Another part first: what is unseen is the text, not the task.
    tokenizer.encode(cut(bytes, 0, 100 * KB));
    const text = cut(bytes, 100 * KB, 1000 * KB);
    await sleep(REST_MS);
    const megabytes = new TextEncoder().encode(text).length / 1e6;
    const passes = [];
    const start = now();
    do {
      passes.push(timed(() => tokenizer.encode(text)));
    } while (passes.length < 32 && (now() - start < 600 || (passes.length < 4 && now() - start < 3000)));
    const [first, ...later] = passes;
    result[corpus] = {
      first: megabytes / (first / 1000),
      steady: megabytes / (median(later.length ? later : passes) / 1000),
    };
  }
  return result;
}

/** 1 KB of text, another one each time: microseconds. */
export async function latency(subject) {
  const tokenizer = await subject.open();
  // A page's clock ticks every 5 microseconds: a few texts for each reading.
  const batch = 4;
  const result = {};
  for (const corpus of CORPORA) {
    const bytes = await subject.bytes(`${corpus}.txt`);
    const texts = Array.from({ length: 500 }, (_, i) => cut(bytes, (1200 + i * 3) * KB, KB));
    for (const text of texts.splice(0, 100)) keep(tokenizer.encode(text));
    const times = [];
    for (let i = 0; i < texts.length; i += batch) {
      const some = texts.slice(i, i + batch);
      times.push(timed(() => some.forEach((text) => keep(tokenizer.encode(text)))) / batch);
    }
    result[corpus] = median(times) * 1000;
  }
  return result;
}

/** A key in the middle of a text, until its new count is known: milliseconds. */
export async function typing(subject) {
  const tokenizer = await subject.open();
  const typed = "The quick brown fox jumps over it ";
  const result = {};
  for (const [size, kilobytes] of [
    ["100 KB", 100],
    ["1 MB", 1000],
  ]) {
    const times = [];
    for (const corpus of ["en", "code"]) {
      let text = cut(await subject.bytes(`${corpus}.txt`), 100 * KB, kilobytes * KB);
      let at = text.length >> 1;
      const session = tokenizer.session?.(text);
      // Some keys for each reading of the clock where one is too short for it.
      const batch = session ? 10 : 1;
      let count = session ? 0 : tokenizer.encode(text).length;
      const start = now();
      for (let i = 0; i < 30 && now() - start < 2000; i++) {
        const keys = Array.from({ length: batch }, (_, j) => typed[(i * batch + j) % typed.length]);
        times.push(
          timed(() => {
            for (const key of keys) {
              if (session) count = session.edit(at++, 0, key);
              else {
                text = text.slice(0, at) + key + text.slice(at++);
                count = tokenizer.encode(text).length;
              }
            }
          }) / batch,
        );
        if (session) text = text.slice(0, at - batch) + keys.join("") + text.slice(at - batch);
      }
      if (count !== tokenizer.encode(text).length) throw new Error("the count is wrong after typing");
    }
    result[size] = median(times);
  }
  return result;
}

/**
 * One text that nothing cuts, in three sizes: milliseconds by UTF-16 units. Once
 * each: a tokenizer may remember what it has seen.
 */
export async function adversarial(subject, { kind, limitMs }, say) {
  const tokenizer = await subject.open();
  tokenizer.encode("Warm up the code a bit, 123 times.\n".repeat(30));
  const text = new TextDecoder().decode(await subject.bytes(`adversarial/${kind}.txt`));
  await sleep(REST_MS);
  const result = {};
  for (const units of [10_000, 100_000, 1_000_000]) {
    const part = text.slice(0, units).toWellFormed();
    let ms;
    try {
      ms = timed(() => keep(tokenizer.encode(part)));
    } catch (error) {
      return { ...result, [units]: { error: String(error).slice(0, 80) } };
    }
    result[units] = { ms };
    say(result);
    await sleep();
    if (ms * 20 > limitMs) break;
  }
  return result;
}

/** Ids beside those of the oracle, for real text and odd strings. */
export async function agreement(subject) {
  const tokenizer = await subject.open();
  const json = async (name) => JSON.parse(new TextDecoder().decode(await subject.bytes(name)));
  const result = { strings: 0, wrong: 0, examples: [], texts: {} };
  const expected = await json(`expected/${subject.encoding}.json`);
  for (const [i, string] of (await json("fuzz.json")).entries()) {
    result.strings++;
    const fault = differs(tokenizer, string, expected[i]);
    if (!fault) continue;
    result.wrong++;
    if (result.examples.length < 5) result.examples.push([string, fault]);
  }
  for (const corpus of CORPORA) {
    const ids = await subject.bytes(`expected/${subject.encoding}.${corpus}.u32`);
    const text = cut(await subject.bytes(`${corpus}.txt`), 0, 1000 * KB);
    result.texts[corpus] = differs(tokenizer, text, new Uint32Array(ids.slice().buffer)) ?? "right";
  }
  if (tokenizer.session) result.wrongAfterEdits = wrongAfterEdits(tokenizer);
  return result;
}

function differs(tokenizer, text, expected) {
  try {
    const ids = tokenizer.encode(text);
    const length = Math.max(ids.length, expected.length);
    for (let i = 0; i < length; i++) if (ids[i] !== expected[i]) return `differs from token ${i} on`;
    if (tokenizer.count && tokenizer.count(text) !== ids.length) return "counts other than it encodes";
    return undefined;
  } catch (error) {
    return `throws ${String(error).slice(0, 60)}`;
  }
}

/** How many of 2,000 edits lead to other tokens than the whole text has. */
function wrongAfterEdits(tokenizer) {
  // Halves of pairs alone too: an input method may write one at a time.
  const parts = [
    "",
    "a",
    " ",
    "word",
    "\n",
    "'s",
    "12",
    "中文",
    "😀",
    "\ud83d",
    "\ude00",
    "é",
    "\r\n",
    "   ",
  ];
  let seed = 1;
  const below = (bound) => (seed = (seed * 48271) % 2147483647) % bound;
  let text = "Some text to edit, 一些文字。";
  const session = tokenizer.session(text);
  let wrong = 0;
  for (let i = 0; i < 2000; i++) {
    const start = below(text.length + 1);
    const deleted = below(6);
    const insert = parts[below(parts.length)] + parts[below(parts.length)];
    const count = session.edit(start, deleted, insert);
    text = text.slice(0, start) + insert + text.slice(start + deleted);
    const expected = tokenizer.encode(text);
    const ids = session.ids();
    if (count !== expected.length || ids.some((id, at) => id !== expected[at])) wrong++;
  }
  return wrong;
}

/** A part of a text, grown to whole characters, as a string of its own. */
function cut(bytes, start, length) {
  const isInside = (at) => (bytes[at] & 0xc0) === 0x80;
  let end = start + length;
  while (isInside(start)) start++;
  while (isInside(end)) end++;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(start, end));
}

function timed(action) {
  const start = now();
  keep(action());
  return now() - start;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// What nobody reads could be left out by the compiler.
let sink = 0;
const keep = (value) => (sink = (sink + (value?.length ?? 0)) | 0);
