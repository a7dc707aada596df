// A server for finished pages that compares like with like: every file as its brotli twin, made when it is missing, kept by
// the browser for good. It counts what it sends.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { TYPES } from '../../tests/portal/server.mjs';

/** Serves a folder; resolves to its address, the files sent so far as {path, bytes}, and the way to stop. */
export async function served(folder) {
  const sent = [];
  // Made before anything is asked for: making one takes seconds.
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((it) => statSync(it).isFile() && !it.endsWith('.br'));
  const twin = (file) => (existsSync(`${file}.br`) ? readFileSync(`${file}.br`) : brotliCompressSync(readFileSync(file)));
  const twins = new Map(files.map((file) => [file, twin(file)]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    const file = join(folder, normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    const body = twins.get(file);
    if (!body) {
      response.writeHead(404).end();
      return;
    }
    sent.push({ path: pathname, bytes: body.length });
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'br', 'Cache-Control': 'max-age=31536000' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, sent, stop: () => server.close() };
}
