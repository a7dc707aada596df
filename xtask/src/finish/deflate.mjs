// Writes `FILE.deflate` (raw deflate, as small as zlib makes it) beside every file given. Depends on Node alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

for (const file of process.argv.slice(2)) writeFileSync(`${file}.deflate`, deflateRawSync(readFileSync(file), { level: 9 }));
