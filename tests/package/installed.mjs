// The package as its users have it: packed by npm, installed in an empty folder. Depends on dist/npm and on npm.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The project's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Packs and installs; `folder` is the empty folder it is installed in, `done` removes it. */
export function install() {
  const folder = mkdtempSync(join(tmpdir(), 'bayou-package-'));
  const npm = (...words) => execFileSync('npm', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [packed] = JSON.parse(npm('pack', join(root, 'dist/npm'), '--json', '--ignore-scripts'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  npm('install', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`);
  const at = join(folder, 'node_modules/bayou-engine');
  return {
    folder,
    at,
    packed,
    load: (file) => import(pathToFileURL(join(at, file))),
    write: (name, text) => writeFileSync(join(folder, name), text),
    run: (...words) => execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' }),
    done: () => rmSync(folder, { recursive: true, force: true }),
  };
}
