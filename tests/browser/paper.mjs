// The page as it comes out of a printer.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './harness.mjs';

/** Whether the text of a page on paper can be read. */
export const hasPoppler = (() => {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
export const WITHOUT = 'skipped: there is no pdftotext; to mend it: `apt-get install poppler-utils`';

/** The page as it is printed: the text of each sheet, cell after cell, without spaces. */
export async function printed(page, name) {
  const out = join(ROOT, 'tests', 'browser', 'out');
  mkdirSync(out, { recursive: true });
  const file = join(out, `${name}.pdf`);
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: false }));
  const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' });
  const pages = text.split('\f').slice(0, -1);
  return pages.map((text) => text.replace(/\s+/g, ''));
}
