// Writes `FILE.br` (brotli, quality 11) beside every file given, unless that is no smaller. Depends on Node alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

// How distances are coded: which suits a file best is found by trying, and costs a reader nothing.
const DISTANCES = [[0, 0], [0, 1], [0, 4], [1, 2], [2, 4]];
// Likewise how much is looked at together; 0 leaves it to the packer.
const BLOCKS = [0, 19];
const WAYS = BLOCKS.flatMap((block) => DISTANCES.map((distances) => [block, ...distances]));

const pack = promisify(brotliCompress);

for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  // On all cores.
  const packed = WAYS.map(([block, postfix, direct]) =>
    pack(bytes, {
      params: {
        [constants.BROTLI_PARAM_LGBLOCK]: block,
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        [constants.BROTLI_PARAM_NPOSTFIX]: postfix,
        [constants.BROTLI_PARAM_NDIRECT]: direct,
      },
    }),
  );
  const small = (await Promise.all(packed)).reduce((best, one) => (one.length < best.length ? one : best));
  if (small.length < bytes.length) writeFileSync(`${file}.br`, small);
}
