// The rules of a pack in the words of another form engine: when a question is asked, and each check as one expression that
// gives its verdict in the page's words. What such engines have no word for is left out: gaps, reasons, summaries against an
// earlier self-check.

/** The verdicts in words, by the page's names. */
export const WORDS = { met: '达标', unmet: '未达标', undecided: '待定', 'not-applicable': '不适用', blocked: '填写有误' };

const [MET, UNMET, UNDECIDED, NONE, WRONG] = Object.values(WORDS).map((word) => `'${word}'`);
const all = (conditions) => conditions.map((it) => `(${it})`).join(' and ');
const any = (conditions) => conditions.map((it) => `(${it})`).join(' or ');

/**
 * The rules, by the engine's words: `field` and `verdict` refer to an answer and to another check's verdict, `empty` asks
 * whether an answer is missing, `choose` picks by a condition, `yes` and `no` are those answers, `per` divides.
 */
export function rules(pack, { field, verdict, empty, choose, yes, no, per }) {
  const indicators = new Map(pack.indicators.map((it) => [it.name, it]));
  const formulas = new Map(pack.derived.map((it) => [it.name, it.formula]));
  const parameters = new Map(pack.parameters.map((it) => [it.name, it.value]));

  const readBy = (formula) => formula.split(/[ ()]+/).filter((word) => indicators.has(word));
  const needs = ({ yes, no, none, all, share, compare }) => {
    const names = [yes, no, none, all?.part, all?.whole, share?.part, share?.whole, compare?.value, compare?.than];
    const read = names.flatMap((name) => (formulas.has(name) ? readBy(formulas.get(name)) : [name]));
    return [...new Set(read)].filter((name) => indicators.has(name));
  };

  /** A side of a comparison: shares are percent. */
  const value = (name) => {
    if (indicators.has(name)) return field(name);
    if (!formulas.has(name)) return parameters.get(name);
    const words = formulas.get(name).split(/([ ()]+)/);
    return `(${words.map((word) => (indicators.has(word) ? field(word) : word === '/' ? per : word)).join('')}) * 100`;
  };

  /** When a check is met; null while its threshold is not set. */
  const met = (test) => {
    if (test.yes) return `${field(test.yes)} = ${yes}`;
    if (test.no) return `${field(test.no)} = ${no}`;
    if (test.none) return `${field(test.none)} = 0`;
    if (test.all) return `${field(test.all.part)} >= ${field(test.all.whole)}`;
    if (test.share) {
      const goal = parameters.get(test.share.at_least);
      return goal === null ? null : `${field(test.share.part)} * 100 >= ${goal} * ${field(test.share.whole)}`;
    }
    const sign = { above: '>', below: '<', 'at-least': '>=', 'at-most': '<=' }[test.compare.is];
    return `${value(test.compare.value)} ${sign} ${value(test.compare.than)}`;
  };

  /** When an answer contradicts the whole it is a part of, or a part of it; none does while one of the two is missing. */
  const contradictions = (name) =>
    pack.indicators
      .filter((it) => it.at_most && (it.name === name || it.at_most === name))
      .map((it) => `${field(it.name)} > ${field(it.at_most)}`);

  /** A condition of the pack, and the answer that it asks for. */
  const condition = (text) => {
    const [asked, sign, other] = text.split(' ');
    return { asked, holds: sign ? `${field(asked)} ${sign} ${other.replaceAll('"', "'")}` : `${field(asked)} = ${yes}` };
  };

  const verdictOf = ({ test, applies_when: when }) => {
    if (test.all_of) {
      const some = (word) => any(test.all_of.map((it) => `${verdict(it)} = ${word}`));
      const every = all(test.all_of.map((it) => `${verdict(it)} = ${MET}`));
      return choose(some(UNMET), UNMET, choose(some(WRONG), WRONG, choose(every, MET, UNDECIDED)));
    }
    const holds = met(test);
    const missing = any(needs(test).map(empty));
    let text = holds === null ? UNDECIDED : choose(missing, UNDECIDED, choose(holds, MET, UNMET));
    const wrong = [...new Set(needs(test).flatMap(contradictions))];
    if (wrong.length) text = choose(any(wrong), WRONG, text);
    if (!when) return text;
    const { asked, holds: applies } = condition(when);
    return choose(empty(asked), UNDECIDED, choose(applies, text, NONE));
  };

  /** When a question is asked that folds away with its checks; null for one that never does. */
  const askedWhen = (name) => {
    const asking = pack.checks.filter(({ test }) => needs(test).includes(name));
    if (!asking.length || !asking.every((check) => check.applies_when)) return null;
    const conditions = [...new Set(asking.map((check) => check.applies_when))].map(condition);
    return any(conditions.map(({ asked, holds }) => `${empty(asked)} or ${holds}`));
  };

  return { verdictOf, askedWhen };
}

/** What stands on such a form, part by part: the tiles, then each section with its questions and its checks. */
export function parts(pack) {
  const isTile = (check) => check.kind === 'eight-have';
  const sections = pack.sections.map(({ name, about }) => ({
    name,
    about,
    questions: pack.indicators.filter((it) => it.section === name),
    checks: pack.checks.filter((it) => it.section === name && !isTile(it)),
  }));
  return [{ name: '八有', about: '', questions: [], checks: pack.checks.filter(isTile) }, ...sections];
}

/** A question's words. */
export const titled = ({ name, unit }) => (unit ? `${name}（${unit}）` : name);
