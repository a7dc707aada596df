// The browsers of the errand, each behind the same few words: open a page, run a function in it, type with real keys. Where
// one is not there, it says what to install.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { chromiumPath } from '../browser/harness.mjs';

const require = createRequire(import.meta.url);
/** How long something is waited for, in milliseconds: the machine has other things to do. */
const PATIENCE = 60_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** An engine that cannot be had here; its message says how it can. */
export class Absent extends Error {}

/** Starts the engine of that name, gives its page to `visit`, and ends it. */
export async function withEngine(name, visit) {
  const profile = mkdtempSync(join(tmpdir(), 'bayou-engine-'));
  // A browser that has ended may still be writing.
  const ending = [() => rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })];
  try {
    await visit(await ENGINES[name](profile, (end) => ending.unshift(end)));
  } finally {
    for (const end of ending) await end();
  }
}

/** Waits until the function, run in the page, gives what is expected. */
export async function until(page, expected, work, ...given) {
  let seen;
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    try {
      seen = await page.run(work, ...given);
    } catch (error) {
      // The page is on its way.
      seen = error.message;
    }
    if (seen === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.equal(seen, expected, `${work} ${given}`);
}

export const ENGINES = { 'Chromium 79': chromium79, 'Chromium as it is': chromiumNow, 'Firefox ESR': firefox, WebKit: webkit };

async function chromium79(profile, atEnd) {
  const puppeteer = packageNamed('puppeteer-79');
  const packed = join(dirname(require.resolve('chrome-aws-lambda/package.json')), 'bin/chromium.br');
  const program = packed.replace(/\.br$/, '-79');
  if (!existsSync(program)) {
    writeFileSync(program, brotliDecompressSync(readFileSync(packed)));
    chmodSync(program, 0o755);
  }
  const browser = await puppeteer.launch({
    executablePath: program,
    userDataDir: profile,
    args: ['--headless', '--single-process', '--no-zygote', ...FLAGS],
  });
  atEnd(() => browser.close());
  return driven(await browser.newPage(), await browser.version());
}

async function chromiumNow(profile, atEnd) {
  const browser = await packageNamed('puppeteer-core').launch({ executablePath: present(chromiumPath()), userDataDir: profile, args: FLAGS });
  atEnd(() => browser.close());
  return driven(await browser.newPage(), await browser.version());
}

async function firefox(profile, atEnd) {
  const executablePath = present('/usr/bin/firefox-esr', 'firefox-esr');
  const browser = await packageNamed('puppeteer-core').launch({ browser: 'firefox', executablePath, headless: true, userDataDir: profile });
  atEnd(() => browser.close());
  return driven(await browser.newPage(), await browser.version());
}

/** A page of Puppeteer, of today or of 2020. */
function driven(page, version) {
  return {
    version,
    open: (url) => page.goto(url),
    reload: () => page.reload(),
    run: (work, ...given) => page.evaluate(work, ...given),
    async type(selector, text) {
      await page.focus(selector);
      await page.keyboard.type(text);
    },
  };
}

/** WebKit by the WebDriver protocol, in a window of a display that is not shown. */
async function webkit(profile, atEnd) {
  const driver = present('/usr/bin/WebKitWebDriver', 'webkit2gtk-driver');
  const display = await hiddenDisplay(atEnd);
  const port = await freePort();
  const running = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display, XDG_DATA_HOME: profile, XDG_CACHE_HOME: profile, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  atEnd(() => stopped(running));
  const ask = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebKitWebDriver: ${value?.error}: ${value?.message}`);
    return value;
  };
  await eventually(() => ask('GET', '/status'));
  const { sessionId, capabilities } = await ask('POST', '/session', { capabilities: {} });
  const session = `/session/${sessionId}`;
  atEnd(() => ask('DELETE', session).catch(() => {}));
  const run = (work, ...args) => ask('POST', `${session}/execute/sync`, { script: `return (${work})(...arguments)`, args });
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    open: (url) => ask('POST', `${session}/url`, { url }),
    reload: () => ask('POST', `${session}/refresh`, {}),
    run,
    async type(selector, text) {
      const found = await ask('POST', `${session}/element`, { using: 'css selector', value: selector });
      await ask('POST', `${session}/element/${Object.values(found)[0]}/value`, { text });
    },
  };
}

function hiddenDisplay(atEnd) {
  const program = present('/usr/bin/Xvfb', 'xvfb');
  const running = spawn(program, ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  atEnd(() => stopped(running));
  return new Promise((resolve, reject) => {
    running.stdout.once('data', (number) => resolve(`:${number.toString().trim()}`));
    running.once('exit', () => reject(new Absent('Xvfb does not start here')));
  });
}

/** Ends a program, and waits until it has ended. */
function stopped(running) {
  if (running.exitCode !== null) return undefined;
  const gone = new Promise((resolve) => running.once('exit', resolve));
  running.kill();
  return gone;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function eventually(ask) {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function present(path, debian) {
  if (existsSync(path) && statSync(path).isFile()) return path;
  throw new Absent(`${path} is not there; to have it: \`apt-get install ${debian}\``);
}

function packageNamed(name) {
  try {
    return require(name);
  } catch {
    throw new Absent(`the npm package ${name} is not there; to have it: \`npm ci\` in tests/engines`);
  }
}
