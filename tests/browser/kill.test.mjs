// The browser is killed with all its processes, right after 已保存, at any moment, in the middle of an update and of an import, and
// opened again on the same profile. `BAYOU_KILLS` says how many times (5 unless set; `cargo xtask test kill` sets 50).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { ready, saved, type } from './errand.mjs';
import { FLAGS, chromiumPath, serve } from './harness.mjs';
import { passingOn } from './passing_on.mjs';
import { plain, records, slots } from './shelf.mjs';

const KILLS = Number(process.env.BAYOU_KILLS ?? 5);
/** For updates and imports, which take several browsers a turn. */
const FEWER = Math.ceil(KILLS / 2);
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

/** Opens the page in a browser on that profile, hands it to `during`, and kills the browser, whatever comes of that. */
async function untilKilled(profile, url, during) {
  const { page, kill } = await start(profile);
  try {
    await page.goto(url);
    await ready(page);
    return await during(page);
  } finally {
    await kill();
  }
}

/** Lives of as many browsers on one profile: `turn` gets what opens the page in the next one, and the number of the turn. */
async function turns(t, count, url, turn) {
  const profile = mkdtempSync(join(tmpdir(), 'bayou-kill-'));
  try {
    for (let number = 0; number < count; number++) await turn((during) => untilKilled(profile, url, during), number);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  t.diagnostic(`${count} of ${count} restored`);
}

/** The answers that the store holds and the form shows. No record may be torn. */
async function restored(page) {
  const all = await records(page);
  const found = all.last ? plain((await slots(page))[0][2].fields) : {};
  await shows(page, found);
  assert.equal(Object.keys(all).filter((key) => key.startsWith('kept/')).length, 0, 'no record is torn');
  return found;
}

/** Any moment up to that many milliseconds from now. */
function anyMoment(most) {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}

function anyNumber() {
  return `${1 + Math.floor(Math.random() * 99999)}`;
}

/** Types random answers, kills as `when` says, and hands what was typed and what is found again to `judge`. */
async function killed(t, when, judge) {
  // What is in the store, as far as the last turn has shown.
  let kept = {};
  await turns(t, KILLS, await serve(), async (life, turn) => {
    // In the order typed, each with all that was typed by then.
    const typed = [kept];
    let sure = 0;
    await life(async (page) => {
      const until = when();
      const edits = async () => {
        for (let edit = 0; edit < until.edits; edit++) {
          const name = FIELDS[Math.floor(Math.random() * FIELDS.length)];
          const text = anyNumber();
          typed.push({ ...typed.at(-1), [name]: text });
          await type(page, name, text);
          if (until.waits || Math.random() < 0.3) {
            await page.locator('[data-saving="pending"]').waitFor({ state: 'attached', timeout: 1000 }).catch(() => {});
            await saved(page);
            sure = typed.length - 1;
          }
        }
      };
      if (until.most === undefined) await edits();
      else await Promise.race([edits().catch(() => {}), anyMoment(until.most)]);
    });
    kept = await life(restored);
    judge({ typed, sure, found: kept, turn });
  });
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
  const any = () => ({ edits: 1000, waits: false, most: 2500 });
  await killed(t, any, ({ typed, sure, found, turn }) => {
    const at = typed.findLastIndex((version) => JSON.stringify(sorted(version)) === JSON.stringify(sorted(found)));
    assert.ok(at >= sure, `turn ${turn}: version ${at} of ${typed.length - 1}, ${sure} was saved`);
  });
});

test(`killed in the middle of an update, ${FEWER} times: the record is whole, and the page opens without a network`, async (t) => {
  const site = await passingOn();
  try {
    let kept = {};
    const seen = { old: 0, new: 0 };
    await turns(t, FEWER, site.url, async (life, turn) => {
      const [before, after] = [turn ? `版本${turn}` : '八有自查', `版本${turn + 1}`];
      await life(async (page) => {
        await page.evaluate(() => navigator.serviceWorker.ready);
        if (turn === 0) await page.reload().then(() => ready(page));
        // What the turn before has left waiting is taken up first.
        if ((await page.title()) !== before) {
          await page.getByRole('button', { name: '更新', exact: true }).click();
          await page.waitForFunction((title) => document.title === title, before);
          await ready(page);
        }
        kept = { ...kept, 总户数: anyNumber() };
        await type(page, '总户数', kept.总户数);
        await page.locator('[data-saving="pending"]').waitFor({ state: 'attached', timeout: 1000 }).catch(() => {});
        await saved(page);
        await site.release(after);
        await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => void it.update().catch(() => {})));
        if (turn % 2) {
          await page.locator('h1').click();
          await page.getByRole('button', { name: '更新', exact: true }).click({ noWaitAfter: true });
        }
        await anyMoment(turn % 2 ? 300 : 700);
      });
      await site.goAway();
      await life(async (page) => {
        const title = await page.title();
        assert.ok([before, after].includes(title), title);
        seen[title === after ? 'new' : 'old']++;
        assert.deepEqual(await restored(page), kept, `turn ${turn}`);
      });
      await site.comeBack();
      // The update that was cut off is there at the latest after the next visit.
      await life(async (page) => {
        if ((await page.title()) === after) return;
        await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()));
        await page.locator('h1').click();
        await page.getByRole('button', { name: '更新', exact: true }).click();
        await page.waitForFunction((title) => document.title === title, after);
        await ready(page);
      });
    });
    t.diagnostic(`opened without a network: ${seen.old} times the old version, ${seen.new} times the new one`);
  } finally {
    await site.goAway();
  }
});

test(`killed in the middle of an import, ${FEWER} times: all of it is there or nothing`, async (t) => {
  let kept = {};
  let villages = 0;
  const seen = { before: 0, after: 0 };
  await turns(t, FEWER, await serve(), async (life, turn) => {
    const isNew = turn % 2 === 1;
    const sent = Object.fromEntries(FIELDS.map((name) => [name, anyNumber()]));
    await life(async (page) => {
      await page.evaluate(() => (location.hash = '#import'));
      await page.getByLabel(/粘贴到这里/).fill(JSON.stringify(sent));
      await page.getByRole('button', { name: '看看会改什么' }).click();
      await page.getByLabel(isNew ? '作为新的村存下来' : '只改收到的项目').check();
      await page.getByRole('button', { name: '确认导入' }).click({ noWaitAfter: true });
      await anyMoment(500);
    });
    await life(async (page) => {
      const found = await restored(page);
      const all = await records(page);
      const ids = new Set(Object.keys(all).filter((key) => key.startsWith('village/')).map((key) => key.split('/')[1]));
      let arrived;
      if (isNew) {
        assert.deepEqual(found, kept, `turn ${turn}: the open village stays as it was`);
        arrived = ids.size > villages;
        const bodies = Object.keys(all).filter((key) => key.startsWith('village/')).map((key) => plain(JSON.parse(all[key].body).fields));
        const same = bodies.filter((it) => JSON.stringify(sorted(it)) === JSON.stringify(sorted(sent)));
        assert.equal(same.length, arrived ? 1 : 0, `turn ${turn}: the new village is whole`);
      } else {
        arrived = found.村名 === sent.村名;
        assert.deepEqual(found, arrived ? { ...kept, ...sent } : kept, `turn ${turn}: all or nothing`);
      }
      seen[arrived ? 'after' : 'before']++;
      [kept, villages] = [found, ids.size];
    });
  });
  t.diagnostic(`${seen.after} imports arrived, ${seen.before} did not`);
});

function sorted(answers) {
  return Object.entries(answers).sort(([one], [other]) => (one < other ? -1 : 1));
}
