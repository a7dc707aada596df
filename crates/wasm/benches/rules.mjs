// The same rules for every engine: of the shipped pack every check that is a yes, a none, or an all, without a condition and
// over answers that are whole numbers or yes and no, so that each engine can express it. Depends on the package.

/** The checks with their tests, and a pack that has no others. */
export function chosen(pack) {
  const isSimple = ({ test, applies_when: condition }) => !condition && (test.yes || test.none || test.all);
  const checks = pack.checks.filter(isSimple);
  const alone = { ...pack, checks, summaries: [], areas: [], allow: [], derived: [] };
  return { checks, alone };
}

/** The answers that a check reads. */
export function read({ test }) {
  return test.all ? [test.all.part, test.all.whole] : [test.yes ?? test.none];
}

/** What the village has answered before the first edit: everything met. */
export function answersTo(checks) {
  const answers = {};
  for (const { test } of checks) {
    if (test.all) Object.assign(answers, { [test.all.part]: 12, [test.all.whole]: 12 });
    else answers[test.yes ?? test.none] = test.yes ? true : 0;
  }
  return answers;
}

/** An edit that turns one check, and the one that turns it back, for every check. */
export function editsOf(checks) {
  return checks.flatMap(({ test }) => {
    const name = test.all?.part ?? test.yes ?? test.none;
    const [good, bad] = test.all ? [12, 11] : test.yes ? [true, false] : [0, 3];
    return [{ name, value: bad }, { name, value: good }];
  });
}

/** An engine that judges everything anew, made to say what changed; `judge` gives the checks' verdicts in their order. */
export function edited(checks, judge) {
  const answers = answersTo(checks);
  let verdicts = judge(answers);
  return ({ name, value }) => {
    answers[name] = value;
    const now = judge(answers, name, value);
    const turned = [];
    for (let at = 0; at < checks.length; at += 1) if (now[at] !== verdicts[at]) turned.push(checks[at].name);
    verdicts = now;
    return turned;
  };
}
