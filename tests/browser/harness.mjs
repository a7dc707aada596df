// What every browser test stands on: the real server over dist/, one Chromium a test file, a fresh profile a page, and
// a guard that fails the test on anything the page should not say or ask for. Needs a finished dist/ (`cargo xtask build`).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = join(HERE, '..', '..');
/** The built page. */
export const DIST = join(ROOT, 'dist');
const OUT = join(HERE, 'out');

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const START_TIMEOUT = 120_000;

let server;
let browser;
// Not for a script that measures: it calls `close` itself, and has no test whose report would be wanted.
if (process.argv[1]?.endsWith('.test.mjs')) after(close);

/**
 * Runs `visit` on a fresh page of the form, and fails when the page complains, breaks its security policy, or asks
 * another origin for anything.
 *
 * Options, all optional: `path` (default `/`; `null` opens nothing), `viewport` ({width, height}), `throttle` (how many
 * times slower the processor is), `allow` (patterns of complaints that the test provokes on purpose), and every option of
 * Playwright's `newContext` (`colorScheme`, `locale`, `hasTouch`, `reducedMotion`, `offline`, …). `site` is another address
 * than the real server's; `profile` a folder in which the browser keeps what it keeps. `worker: true` leaves the page its
 * service worker: without, the browser has none, as in an app's own window, so that a test sees every request.
 *
 * `visit` gets `{page, context, url, requests, complaints}`: `requests` are the addresses the page has asked for so far,
 * `complaints` what the guard has found so far.
 */
export async function withPage(t, options, visit) {
  const { path = '/', throttle = 1, allow = [], site, profile, worker = false, ...contextOptions } = options;
  const url = site ?? (await serve());
  const settings = { locale: 'zh-CN', ...contextOptions };
  const context = profile
    ? await chromium.launchPersistentContext(profile, { executablePath: chromiumPath(), args: FLAGS, ...settings })
    : await (await launch()).newContext(settings);
  if (!worker) await context.addInitScript(() => void delete Navigator.prototype.serviceWorker);
  const complaints = [];
  const requests = [];
  watch(context, url, requests, (complaint) => {
    if (!allow.some((pattern) => new RegExp(pattern).test(complaint))) complaints.push(complaint);
  });
  try {
    const page = await context.newPage();
    if (throttle > 1) {
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    }
    if (path !== null) await page.goto(new URL(path, url).href);
    await visit({ page, context, url, requests, complaints });
  } catch (error) {
    const [page] = context.pages();
    if (page) await screenshot(page, `failed ${t.name}`).catch(() => {});
    if (complaints.length) error.message += `\nthe page also complained:\n  ${complaints.join('\n  ')}`;
    throw error;
  } finally {
    await context.close();
  }
  if (complaints.length) throw new Error(`the page complained:\n  ${complaints.join('\n  ')}`);
}

/** Reports everything that no page of ours may do. */
export function watch(context, url, requests, complain) {
  const { origin } = new URL(url);
  context.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) complain(`console ${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => complain(`error: ${error.error().stack ?? error.error()}`));
  context.on('request', (request) => {
    const asked = request.url();
    if (/^(data|blob|about):/.test(asked)) return;
    if (!request.serviceWorker()) requests.push(asked);
    if (new URL(asked).origin !== origin) complain(`a request to another origin: ${asked}`);
  });
  // Chromium reports most breaches of the policy on the console too; this one names the directive in every case.
  context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`security policy: ${event.effectiveDirective} forbids ${event.blockedURI || 'inline'}`);
    });
  });
}

/**
 * What axe finds on the page, as one line a fault; empty when it is clean. WCAG 2.2 AA and axe's best practices. In the page itself,
 * and in full of faults alone: a page of its own for the results, with all that is right in it, takes three times as long.
 */
export async function accessibilityFaults(page) {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap((fault) =>
    fault.nodes.map((node) => `${fault.id} (${fault.impact}): ${fault.help}: ${node.target.join(' ')}`),
  );
}

/** Saves a picture below tests/browser/out and returns its path: of the whole page, in CSS pixels, or of what is in view. */
export async function screenshot(page, name, fullPage = true) {
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.png`);
  await page.screenshot({ path: file, fullPage, scale: fullPage ? 'css' : 'device' });
  return file;
}

/** Starts the real server over dist/ once, and resolves to its address. */
export function serve() {
  server ??= startServer();
  return server.then(({ url }) => url);
}

/** Starts the real server with these words besides; resolves to its address and its process, which ends with this one. */
export function startServer(words = []) {
  const own = process.env.BAYOU_XTASK;
  const [program, before] = own ? [own, []] : ['cargo', ['xtask']];
  const child = spawn(program, [...before, 'serve', '--no-build', '--port', '0', ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // However this process ends, the server does not outlive it.
  process.once('exit', () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`the server did not start:\n${said}`)), START_TIMEOUT);
    const hear = (text) => {
      said += text;
      const [, url] = said.match(/listening on (http:\S+)/) ?? [];
      if (!url) return;
      clearTimeout(timer);
      resolve({ url: `${url}/`, child });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`the server stopped:\n${said}`)));
  });
}

/** Starts Chromium once, and resolves to it. */
export function launch() {
  browser ??= chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
  return browser;
}

/** `BAYOU_CHROMIUM`, else Debian's. */
export function chromiumPath() {
  const path = process.env.BAYOU_CHROMIUM ?? CHROMIUM.find((candidate) => existsSync(candidate));
  if (path && existsSync(path)) return path;
  throw new Error('there is no Chromium; to mend it: `apt-get install chromium fonts-noto-cjk`, or set BAYOU_CHROMIUM');
}

/** Stops what was started; the tests need not call it. */
export async function close() {
  const started = [browser, server].map((start) => start?.catch(() => undefined));
  const [running, serving] = await Promise.all(started);
  await running?.close();
  serving?.child.kill();
}
