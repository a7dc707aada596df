// The portals of tests/portal with the installed package, built by their bundlers and served with a policy for each page.
// Depends on the packages of tests/portal and on nothing of the project but `installed.mjs`.
import { cpSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './installed.mjs';

const SOURCES = join(root, 'tests/portal');
const MODULES = createRequire(join(SOURCES, 'package.json'));

/** What a page needs that fetches the WebAssembly, and one that carries it. Nothing inline, nothing evaluated. */
export const FETCHING = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";
export const CARRYING = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:";

/** Copies the portals into the folder in which the package is installed; the package beside them, as a portal has it. */
export function portals(installed) {
  const folder = join(installed.folder, 'portal');
  for (const name of ['use.js', 'plain', 'vite', 'webpack']) cpSync(join(SOURCES, name), join(folder, name), { recursive: true });
  cpSync(installed.at, join(folder, 'bayou-engine'), { recursive: true });
  return folder;
}

/** Builds the Vite project; the page's path. */
export async function builtByVite(folder) {
  const { build } = await import(pathToFileURL(join(SOURCES, 'node_modules/vite/dist/node/index.js')));
  await build({
    root: join(folder, 'vite'),
    base: './',
    configFile: false,
    logLevel: 'warn',
    build: { outDir: join(folder, 'out/vite'), emptyOutDir: true },
  });
  return 'out/vite/index.html';
}

/** Builds the webpack project; the page's path. */
export async function builtByWebpack(folder) {
  const webpack = MODULES('webpack');
  const path = join(folder, 'out/webpack');
  const stats = await new Promise((resolve, reject) => {
    webpack(
      { mode: 'production', context: join(folder, 'webpack'), entry: './main.js', output: { path, filename: 'main.js' } },
      (error, stats) => (error ? reject(error) : resolve(stats)),
    );
  });
  if (stats.hasErrors()) throw new Error(stats.toString({ colors: false }));
  cpSync(join(folder, 'webpack/index.html'), join(path, 'index.html'));
  return 'out/webpack/index.html';
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };

/** Serves a folder; of WebAssembly and packs it does not know the type, as old portals do not. */
export function serve(folder, policy) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://portal').pathname));
    try {
      const bytes = readFileSync(join(folder, path));
      response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
      response.setHeader('content-security-policy', policy);
      response.setHeader('x-content-type-options', 'nosniff');
      response.end(bytes);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() });
    });
  });
}
