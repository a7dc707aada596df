// Two servers for the tests of embedding: a portal, with the pages of this folder and the form's files below /bayou/, and
// another origin that serves the form alone, as an office for several portals does. Each sends what its site would send.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
/** What files are, by the ends of their names. */
export const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};
/** The policy that docs/embedding.md asks of a portal; Chromium before 97 knows the wide word alone. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'";

/** Serves `pages`, {path: html} made by a test, else files; resolves to the address. `dist` is the finished page. */
export function serveSite({ dist, pages = {}, allowed = [] }) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const headers = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-cache' };
    let body = pages[path];
    if (body === undefined && path === '/bayou/embed/frame.json') body = JSON.stringify({ origins: allowed });
    if (body === undefined) {
      const file = path.startsWith('/bayou/') ? join(dist, normalize(path.slice(6))) : join(HERE, normalize(path));
      if (existsSync(file) && statSync(file).isFile()) body = readFileSync(file);
    }
    if (body === undefined) return response.writeHead(404, headers).end();
    const isOld = Number((/Chrome\/(\d+)/.exec(request.headers['user-agent']) || [])[1]) < 97;
    if (path.startsWith('/strict')) headers['Content-Security-Policy'] = isOld ? POLICY.replace('wasm-unsafe', 'unsafe') : POLICY;
    response.writeHead(200, { ...headers, 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${server.address().port}` }));
  });
}
