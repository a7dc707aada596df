// Unpacks LZMA as the build packs it for the page in one file: a bare stream whose length and settings are known. The input is
// trusted to be whole: what comes out of a harmed one is none of what the page names by a digest. Depends on nothing.

/** What was read last, as a state: literals below 7, else how the last match was told. This is the state after one more literal. */
const AFTER_LITERAL = [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5];

/** Chances of as many bits, each even at first. */
function even(count) {
  return new Uint16Array(count).fill(1024);
}

/** The packed bytes, unpacked into as many as there will be; `lc` and `pb` are the packer's own words for its settings. */
export function unpack(packed, size, lc, pb) {
  const out = new Uint8Array(size);
  // Range and code, in an array of their own: as plain variables above 31 bits they would be made anew with every bit.
  const coder = new Uint32Array([-1, (packed[1] << 24) | (packed[2] << 16) | (packed[3] << 8) | packed[4]]);
  let read = 5;

  function more() {
    if (coder[0] < 0x1000000) {
      coder[0] <<= 8;
      coder[1] = (coder[1] << 8) | packed[read++];
    }
  }

  function bit(chances, at) {
    const chance = chances[at];
    const bound = (coder[0] >>> 11) * chance;
    const is = coder[1] < bound ? 0 : 1;
    if (is) {
      coder[0] -= bound;
      coder[1] -= bound;
      chances[at] = chance - (chance >> 5);
    } else {
      coder[0] = bound;
      chances[at] = chance + ((2048 - chance) >> 5);
    }
    more();
    return is;
  }

  function evenBits(count) {
    let value = 0;
    for (; count; count--) {
      coder[0] >>>= 1;
      const is = coder[1] < coder[0] ? 0 : 1;
      if (is) coder[1] -= coder[0];
      value = (value << 1) | is;
      more();
    }
    return value;
  }

  /** A number of so many bits, the highest first. */
  function tree(chances, from, bits) {
    let node = 1;
    while (node >> bits === 0) node = (node << 1) | bit(chances, from + node);
    return node - (1 << bits);
  }

  /** A number of so many bits, the lowest first. */
  function reversed(chances, from, bits) {
    let [node, value] = [1, 0];
    for (let at = 0; at < bits; at++) {
      const is = bit(chances, from + node);
      node = (node << 1) | is;
      value |= is << at;
    }
    return value;
  }

  function lengths() {
    const [choice, low, middle, high] = [2, 128, 128, 256].map(even);
    return (place) => {
      if (!bit(choice, 0)) return 2 + tree(low, place << 3, 3);
      return bit(choice, 1) ? 18 + tree(high, 0, 8) : 10 + tree(middle, place << 3, 3);
    };
  }

  const [isMatch, isRepeated, isOlder, isLong, isThird, isFourth] = [192, 12, 12, 192, 12, 12].map(even);
  const [literals, slots, distances, aligned] = [0x300 << lc, 256, 128, 16].map(even);
  const [newLength, repeatedLength] = [lengths(), lengths()];

  function distance(length) {
    const slot = tree(slots, Math.min(length - 2, 3) << 6, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    if (slot < 14) return base + reversed(distances, base - slot, bits);
    return base + (evenBits(bits - 4) << 4) + reversed(aligned, 0, 4);
  }

  /** One byte, by the one before it, and after a match by the one that stands where the match would go on. */
  function literal(before, like) {
    const from = 0x300 * (before >> (8 - lc));
    let node = 1;
    // As long as its bits are that one's, which tells of the next.
    for (; like >= 0 && node < 256; like <<= 1) {
      const its = (like >> 7) & 1;
      const is = bit(literals, from + ((1 + its) << 8) + node);
      node = (node << 1) | is;
      if (is !== its) break;
    }
    while (node < 256) node = (node << 1) | bit(literals, from + node);
    return node;
  }

  // How far back the last four matches lay, less one.
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let [written, state] = [0, 0]; written < size; ) {
    const place = written & ((1 << pb) - 1);
    if (!bit(isMatch, (state << 4) + place)) {
      out[written] = literal(written ? out[written - 1] : 0, state < 7 ? -1 : out[written - first - 1]);
      written++;
      state = AFTER_LITERAL[state];
      continue;
    }
    const isAfterLiteral = state < 7;
    let length = 1;
    if (!bit(isRepeated, state)) {
      length = newLength(place);
      [second, third, fourth] = [first, second, third];
      first = distance(length);
      state = isAfterLiteral ? 7 : 10;
    } else if (!bit(isOlder, state)) {
      // The last match again: one byte of it, or more.
      if (bit(isLong, (state << 4) + place)) length = repeatedLength(place);
      state = isAfterLiteral ? (length > 1 ? 8 : 9) : 11;
    } else {
      if (!bit(isThird, state)) [first, second] = [second, first];
      else if (!bit(isFourth, state)) [first, second, third] = [third, first, second];
      else [first, second, third, fourth] = [fourth, first, second, third];
      length = repeatedLength(place);
      state = isAfterLiteral ? 8 : 11;
    }
    for (const end = written + length; written < end; written++) out[written] = out[written - first - 1];
  }
  return out;
}
