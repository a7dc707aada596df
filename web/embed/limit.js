// How many messages are taken: a number at once, and so many a second from then on. Threat: a page that floods the form
// keeps the cadre from typing. Depends on nothing.

const AT_ONCE = 100;
const A_SECOND = 20;

/** A function that says whether one more may come at this time, in milliseconds. */
export function limit(start) {
  let left = AT_ONCE;
  let last = start;
  return (now) => {
    left = Math.min(AT_ONCE, left + ((now - last) / 1000) * A_SECOND);
    last = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
