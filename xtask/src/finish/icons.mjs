// Draws the icon of the installed page into `FOLDER/icon-SIZE.png` for each size: eight tiles, the eight haves, around a tick.
// All of it lies in the middle four fifths, which every shape of icon shows. Depends on Node alone.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

const GROUND = [0x12, 0x3f, 0x6d];
const TILE = [0xd5, 0xe3, 0xf1];
const TICK = [0xff, 0xb4, 0x54];
/** Half a tile, its corner, and the way from tile to tile, in widths of the icon. */
const HALF = 0.078;
const CORNER = 0.022;
const STEP = 0.19;

/** How far a point lies outside a tile around the middle given; negative within. */
function fromTile(x, y, middleX, middleY) {
  const out = [Math.abs(x - middleX), Math.abs(y - middleY)].map((way) => Math.max(way - HALF + CORNER, 0));
  return Math.hypot(...out) - CORNER;
}

/** How far a point lies from the line between two others. */
function fromLine(x, y, [fromX, fromY], [toX, toY]) {
  const [wayX, wayY] = [toX - fromX, toY - fromY];
  const share = ((x - fromX) * wayX + (y - fromY) * wayY) / (wayX * wayX + wayY * wayY);
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(x - fromX - along * wayX, y - fromY - along * wayY);
}

function fromTick(x, y) {
  const [start, turn, end] = [[0.437, 0.507], [0.485, 0.556], [0.566, 0.45]];
  return Math.min(fromLine(x, y, start, turn), fromLine(x, y, turn, end)) - 0.024;
}

function fromTiles(x, y) {
  const nearest = (at) => 0.5 + STEP * Math.min(1, Math.max(-1, Math.round((at - 0.5) / STEP)));
  const [middleX, middleY] = [nearest(x), nearest(y)];
  return middleX === 0.5 && middleY === 0.5 ? 1 : fromTile(x, y, middleX, middleY);
}

/** The share of a pixel that a shape covers, by how far its middle lies outside. */
function covered(distance, size) {
  return Math.min(1, Math.max(0, 0.5 - distance * size));
}

function drawn(size) {
  const rows = [];
  for (let row = 0; row < size; row++) {
    const line = [0];
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      const [tile, tick] = [covered(fromTiles(x, y), size), covered(fromTick(x, y), size)];
      for (let part = 0; part < 3; part++) {
        const below = GROUND[part] + (TILE[part] - GROUND[part]) * tile;
        line.push(Math.round(below + (TICK[part] - below) * tick));
      }
    }
    rows.push(Buffer.from(line));
  }
  return Buffer.concat(rows);
}

/** PNG's check of a chunk; Node has its own only since version 20. */
function crc32(bytes) {
  let check = ~0;
  for (const byte of bytes) {
    check ^= byte;
    for (let bit = 0; bit < 8; bit++) check = (check >>> 1) ^ (check & 1 ? 0xedb88320 : 0);
  }
  return ~check >>> 0;
}

function chunk(name, body) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** As PNG: eight bits a colour, three colours a pixel. */
function png(size) {
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = deflateSync(drawn(size), { level: 9 });
  return Buffer.concat([mark, chunk('IHDR', head), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))]);
}

const [folder, ...sizes] = process.argv.slice(2);
for (const size of sizes.map(Number)) writeFileSync(join(folder, `icon-${size}.png`), png(size));
