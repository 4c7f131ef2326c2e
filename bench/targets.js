// What the engine is to reach, as ratios in one run.

import { CORPORA } from "./measure.js";
import { OURS } from "./tokenizers.js";

const REFERENCE = "gpt-tokenizer";

/** Every target with its ratio: reached where `ratio` is at least, or at most, `bound`. */
export function targets({ runtimes }) {
  return Object.entries(runtimes).flatMap(([runtime, { encodings }]) =>
    Object.entries(encodings).flatMap(([encoding, found]) =>
      [...of(comparable(found))]
        .filter(({ ratio }) => ratio !== undefined && !Number.isNaN(ratio))
        .map((target) => ({ runtime, encoding, ...target, reached: isReached(target) })),
    ),
  );
}

/** As a line: "target … ratio … reached yes". */
export function line({ runtime, encoding, name, ratio, atLeast, atMost, reached }) {
  const bound = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return `target ${runtime} ${encoding}: ${name} ${bound}, ratio ${Number(ratio.toPrecision(3))}, reached ${reached ? "yes" : "no"}`;
}

const isReached = ({ ratio, atLeast, atMost }) =>
  atLeast === undefined ? ratio <= atMost : ratio >= atLeast;

/** Without what was measured in another run than the same of ours. */
function comparable(found) {
  const stamp = (id, part) => found[id]?.stamps?.[part];
  const entries = Object.entries(found).map(([id, all]) => [
    id,
    Object.fromEntries(Object.entries(all).filter(([part]) => stamp(id, part) === stamp(OURS, part))),
  ]);
  return Object.fromEntries(entries);
}

function* of(found) {
  const { [OURS]: ours, ...peers } = found;
  const reference = peers[REFERENCE];
  const values = (read) => {
    const all = Object.values(peers)
      .map((peer) => attempt(() => read(peer)))
      .filter(Number.isFinite);
    return all.length ? all : [NaN];
  };
  const most = (read) => Math.max(...values(read));
  const least = (read) => Math.min(...values(read));
  const ratio = (read, other) => attempt(() => read(ours) / other(read));
  const toReference = (read) => attempt(() => read(reference));

  for (const pass of ["steady", "first"]) {
    for (const corpus of CORPORA) {
      const read = (one) => one.throughput[corpus][pass];
      yield {
        name: `throughput ${corpus}, ${pass}, to the best peer`,
        ratio: ratio(read, most),
        atLeast: 1.2,
      };
    }
    for (const corpus of ["en", "code"]) {
      const read = (one) => one.throughput[corpus][pass];
      yield {
        name: `throughput ${corpus}, ${pass}, to ${REFERENCE}`,
        ratio: ratio(read, toReference),
        atLeast: 6,
      };
    }
  }
  for (const corpus of CORPORA) {
    yield {
      name: `1 KB ${corpus}, to the best peer`,
      ratio: ratio((one) => one.latency[corpus], least),
      atMost: 1,
    };
  }
  // The page waits for the browser; Node's figure is told, not aimed at.
  if (ours?.download) {
    yield {
      name: `cold start, to ${REFERENCE}`,
      ratio: ratio((one) => one.cold.ms, toReference),
      atMost: 0.5,
    };
    yield {
      name: `download, brotli, to ${REFERENCE}`,
      ratio: ratio((one) => one.download.brotli, toReference),
      atMost: 0.95,
    };
    yield {
      name: `download, gzip, to ${REFERENCE}`,
      ratio: ratio((one) => one.download.gzip, toReference),
      atMost: 0.85,
    };
  }
  for (const [size, atLeast] of [
    ["100 KB", 50],
    ["1 MB", 500],
  ]) {
    const inverse = (one) => 1 / one.typing[size];
    yield { name: `a key in ${size}, times faster than the best peer`, ratio: ratio(inverse, most), atLeast };
  }
  yield {
    name: "worst of 100,000 adversarial characters, to the best peer",
    ratio: ratio(worst, least),
    atMost: 1,
  };
  yield { name: "adversarial text of ten times the size", ratio: attempt(() => growth(ours)), atMost: 12 };
  yield {
    name: `memory growth, to ${REFERENCE}`,
    ratio: ratio((one) => one.cold.memoryMb, toReference),
    atMost: 0.75,
  };
  yield { name: "odd strings with wrong ids", ratio: ours?.agreement?.wrong, atMost: 0 };
  yield {
    name: "edits after which the tokens are wrong",
    ratio: ours?.agreement?.wrongAfterEdits,
    atMost: 0,
  };
}

/** Milliseconds; infinite where a text was not encoded at all. */
export function worst({ adversarial }) {
  const times = Object.values(adversarial).map((sizes) => sizes[100_000]?.ms ?? Infinity);
  return times.length ? Math.max(...times) : NaN;
}

/** Infinite where a text was not encoded in the larger size. */
function growth({ adversarial }) {
  const ofOne = (sizes) => (sizes[1_000_000] ? sizes[1_000_000].ms / sizes[100_000].ms : Infinity);
  return Math.max(...Object.values(adversarial).map(ofOne));
}

/** Nothing where a part was not measured. */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
