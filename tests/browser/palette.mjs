// Pictures with a palette of 256 colours, a third of the size.
import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** A chunk of a PNG file. */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, body, sum]);
}

/** A PNG file with the 256 colours that stand in it most often; each other becomes the nearest of them. */
export function withPalette(png) {
  const { width, height, data } = PNG.sync.read(png);
  const colour = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  const often = new Map();
  for (let at = 0; at < data.length; at += 4) often.set(colour(at), (often.get(colour(at)) ?? 0) + 1);
  const palette = [...often].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([it]) => it);
  const parts = palette.map((it) => [it >> 16, (it >> 8) & 255, it & 255]);
  const nearest = new Map(palette.map((it, index) => [it, index]));
  const indexOf = (it) => {
    if (!nearest.has(it)) {
      const [red, green, blue] = [it >> 16, (it >> 8) & 255, it & 255];
      const far = parts.map((part) => (part[0] - red) ** 2 + (part[1] - green) ** 2 + (part[2] - blue) ** 2);
      nearest.set(it, far.indexOf(Math.min(...far)));
    }
    return nearest.get(it);
  };
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexOf(colour((y * width + x) * 4));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits a pixel, each the place of a colour in the palette.
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(parts.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
