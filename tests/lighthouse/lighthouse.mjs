// One look of Lighthouse at a page, as on its phone: throttled, in a Chromium of its own. Depends on the packages of
// package-lock.json.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const CATEGORIES = { performance: 'performance', accessibility: 'accessibility', practices: 'best-practices', seo: 'seo' };
const TIMES = {
  fcp: 'first-contentful-paint',
  lcp: 'largest-contentful-paint',
  tbt: 'total-blocking-time',
  cls: 'cumulative-layout-shift',
};

/**
 * The scores from 0 to 1, the times in milliseconds, the layout shift, the bytes and requests that it saw, and the audits
 * that are not passed, by category.
 */
export async function looked(url, chromePath, chromeFlags) {
  const chrome = await launch({ chromePath, chromeFlags: ['--headless=new', ...chromeFlags], logLevel: 'silent' });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: 'silent', output: 'json' });
    if (lhr.runtimeError) throw new Error(`Lighthouse saw nothing of ${url}: ${lhr.runtimeError.message}`);
    const of = (names, read) => Object.fromEntries(Object.entries(names).map(([short, name]) => [short, read(name)]));
    const failed = (category) =>
      lhr.categories[category].auditRefs
        .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
        .map(({ id }) => `${id}: ${lhr.audits[id].title}`);
    const requests = lhr.audits['network-requests'].details.items;
    return {
      scores: of(CATEGORIES, (name) => lhr.categories[name].score),
      failed: of(CATEGORIES, failed),
      ...of(TIMES, (name) => lhr.audits[name].numericValue),
      bytes: requests.reduce((sum, it) => sum + it.transferSize, 0),
      requests: requests.length,
    };
  } finally {
    await chrome.kill();
  }
}
