// The browser is killed with all its processes, right after 已保存 and at any moment, and opened again on the same profile. `BAYOU_KILLS`
// says how many times each (5 unless set; `cargo xtask test kill` sets 50).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { ready, saved, type } from './errand.mjs';
import { FLAGS, chromiumPath, serve } from './harness.mjs';
import { plain, records, slots } from './shelf.mjs';

const KILLS = Number(process.env.BAYOU_KILLS ?? 5);
const FIELDS = ['村名', '总户数', '总人口', '村民小组数', '建档立卡户数', '未脱贫人口', '集中供水人口', '集体经营收入'];

/** A Chromium of its own group of processes, so that all of it can be killed at once. */
async function start(profile) {
  const port = join(profile, 'DevToolsActivePort');
  rmSync(port, { force: true });
  const child = spawn(
    chromiumPath(),
    [...FLAGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { detached: true, stdio: 'ignore' },
  );
  const gone = new Promise((resolve) => child.once('exit', resolve));
  for (let tries = 0; !existsSync(port) || !readFileSync(port, 'utf8').includes('\n'); tries++) {
    assert.ok(tries < 600, 'Chromium did not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${readFileSync(port, 'utf8').split('\n')[0]}`);
  const [context] = browser.contexts();
  const kill = async () => {
    process.kill(-child.pid, 'SIGKILL');
    await gone;
    await browser.close().catch(() => {});
  };
  return { page: context.pages()[0] ?? (await context.newPage()), kill };
}

/** Types random answers, kills as `when` says, and hands what was typed and what is found again to `judge`. */
async function killed(t, when, judge) {
  const url = await serve();
  const profile = mkdtempSync(join(tmpdir(), 'bayou-kill-'));
  try {
    // What is in the store, as far as the last turn has shown.
    let kept = {};
    for (let turn = 0; turn < KILLS; turn++) {
      const { page, kill } = await start(profile);
      // In the order typed, each with all that was typed by then.
      const typed = [kept];
      let sure = 0;
      try {
        await page.goto(url);
        await ready(page);
        const until = when();
        const edits = async () => {
          for (let edit = 0; edit < until.edits; edit++) {
            const name = FIELDS[Math.floor(Math.random() * FIELDS.length)];
            const text = `${1 + Math.floor(Math.random() * 99999)}`;
            typed.push({ ...typed.at(-1), [name]: text });
            await type(page, name, text);
            if (until.waits || Math.random() < 0.3) {
              await page.locator('[data-saving="pending"]').waitFor({ state: 'attached', timeout: 1000 }).catch(() => {});
              await saved(page);
              sure = typed.length - 1;
            }
          }
        };
        if (until.after === undefined) await edits();
        else await Promise.race([edits().catch(() => {}), new Promise((resolve) => setTimeout(resolve, until.after))]);
      } finally {
        await kill();
      }
      const again = await start(profile);
      try {
        await again.page.goto(url);
        await ready(again.page);
        const all = await records(again.page);
        const found = all.last ? plain((await slots(again.page))[0][2].fields) : {};
        await shows(again.page, found);
        assert.equal(Object.keys(all).filter((key) => key.startsWith('kept/')).length, 0, 'no record is torn');
        judge({ typed, sure, found, turn });
        kept = found;
      } finally {
        await again.kill();
      }
    }
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  t.diagnostic(`${KILLS} of ${KILLS} restored`);
}

/** Waits until the form shows what the store holds. */
async function shows(page, answers) {
  for (const [name, text] of Object.entries(answers)) {
    await page.waitForFunction(
      ([name, text]) => [...document.querySelectorAll('label')].some(
        (label) => label.textContent.trim().startsWith(name) && document.getElementById(label.htmlFor)?.value === text,
      ),
      [name, text],
      { timeout: 5000 },
    );
  }
}

test(`killed right after 已保存, ${KILLS} times: everything is there`, async (t) => {
  await killed(t, () => ({ edits: 1 + Math.floor(Math.random() * 4), waits: true }), ({ typed, found, turn }) => {
    assert.deepEqual(found, typed.at(-1), `turn ${turn}`);
  });
});

test(`killed at any moment, ${KILLS} times: at most what was not saved yet is missing`, async (t) => {
  const any = () => ({ edits: 1000, waits: false, after: Math.random() * 2500 });
  await killed(t, any, ({ typed, sure, found, turn }) => {
    const at = typed.findLastIndex((version) => JSON.stringify(sorted(version)) === JSON.stringify(sorted(found)));
    assert.ok(at >= sure, `turn ${turn}: version ${at} of ${typed.length - 1}, ${sure} was saved`);
  });
});

function sorted(answers) {
  return Object.entries(answers).sort(([one], [other]) => (one < other ? -1 : 1));
}
