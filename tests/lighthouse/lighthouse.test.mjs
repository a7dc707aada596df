// Proof: Lighthouse has nothing to say against the page on its phone, and nothing moves while it loads. How fast it is depends
// on the machine: times are printed, and warned of when they are far off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLAGS, chromiumPath, serve } from '../browser/harness.mjs';
import { looked } from './lighthouse.mjs';

/** Below this the machine is slow beyond measure, or the page is. */
const LOW_SCORE = 0.5;
const SHIFT = 0.02;
/** Kilobytes over the wire with everything that comes by itself: the first visit, and the second part after it. */
const KILOBYTES = 300;

test('Lighthouse is content with the page on its phone', async (t) => {
  const { scores, failed, fcp, lcp, tbt, cls, bytes, requests } = await looked(await serve(), chromiumPath(), FLAGS);
  t.diagnostic(`performance ${scores.performance}: FCP ${fcp.toFixed(0)} ms, LCP ${lcp.toFixed(0)} ms, TBT ${tbt.toFixed(0)} ms`);
  t.diagnostic(`layout shift ${cls.toFixed(3)}; ${(bytes / 1024).toFixed(1)} KB in ${requests} requests`);
  if (scores.performance < LOW_SCORE) t.diagnostic(`warning: performance is below ${LOW_SCORE}; a quiet machine shows 0.95`);
  for (const category of ['accessibility', 'practices', 'seo']) {
    assert.equal(scores[category], 1, `${category} is ${scores[category]}: ${failed[category].join('; ')}`);
  }
  assert.ok(cls <= SHIFT, `what is shown moves by ${cls} while it loads`);
  assert.ok(bytes <= KILOBYTES * 1024, `${bytes} bytes come by themselves`);
});
