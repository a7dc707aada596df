// Unpacks raw deflate (RFC 1951): the browsers' own `DecompressionStream` is younger than the oldest browsers met in the
// field. For the page in one file, which the build has packed: the input is trusted to be whole. Depends on nothing.

/** Bits beyond the code, and the first value, of the codes for lengths and for distances. */
const LENGTHS = spans([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5], 3);
LENGTHS.push([0, 258]);
const DISTANCES = spans([0, 0, 0, 0, ...Array.from({ length: 26 }, (_, at) => (at >> 1) + 1)], 1);
/** The order in which a block gives the lengths of the codes for lengths. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST = 15;

function spans(extra, first) {
  let value = first;
  return extra.map((bits) => {
    const span = [bits, value];
    value += 1 << bits;
    return span;
  });
}

/** A code by the lengths of its words: how many there are of each length, and their symbols in order. */
function code(lengths) {
  const counts = new Uint16Array(LONGEST + 1);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const places = new Uint16Array(LONGEST + 2);
  for (let length = 1; length <= LONGEST; length++) places[length + 1] = places[length] + counts[length];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length) symbols[places[length]++] = symbol;
  });
  return { counts, symbols };
}

/** The packed bytes, unpacked into as many as there will be. */
export function inflate(packed, size) {
  const out = new Uint8Array(size);
  let [read, held, holding, written] = [0, 0, 0, 0];

  function bits(count) {
    while (holding < count) {
      held |= packed[read++] << holding;
      holding += 8;
    }
    const value = held & ((1 << count) - 1);
    held >>>= count;
    holding -= count;
    return value;
  }

  function symbol({ counts, symbols }) {
    let [word, first, place] = [0, 0, 0];
    for (let length = 1; ; length++) {
      word |= bits(1);
      const count = counts[length];
      if (word - first < count) return symbols[place + word - first];
      place += count;
      first = (first + count) << 1;
      word <<= 1;
    }
  }

  function block(literals, distances) {
    for (let next = symbol(literals); next !== 256; next = symbol(literals)) {
      if (next < 256) {
        out[written++] = next;
        continue;
      }
      const [lengthBits, length] = LENGTHS[next - 257];
      const end = written + length + bits(lengthBits);
      const [distanceBits, distance] = DISTANCES[symbol(distances)];
      const back = distance + bits(distanceBits);
      for (; written < end; written++) out[written] = out[written - back];
    }
  }

  function stored() {
    held = 0;
    holding = 0;
    const length = packed[read] | (packed[read + 1] << 8);
    out.set(packed.subarray(read + 4, read + 4 + length), written);
    written += length;
    read += 4 + length;
  }

  function described() {
    const [literals, distances, own] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const lengths = new Uint8Array(ORDER.length);
    for (let at = 0; at < own; at++) lengths[ORDER[at]] = bits(3);
    const forLengths = code(lengths);
    const all = [];
    while (all.length < literals + distances) {
      const next = symbol(forLengths);
      if (next < 16) {
        all.push(next);
        continue;
      }
      const repeated = next === 16 ? all[all.length - 1] : 0;
      const times = next === 18 ? 11 + bits(7) : 3 + bits(next === 16 ? 2 : 3);
      for (let time = 0; time < times; time++) all.push(repeated);
    }
    block(code(all.slice(0, literals)), code(all.slice(literals)));
  }

  function fixed() {
    const lengths = Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8));
    block(code(lengths), code(new Array(30).fill(5)));
  }

  for (let last = 0; !last; ) {
    last = bits(1);
    [stored, fixed, described][bits(2)]();
  }
  return out;
}
