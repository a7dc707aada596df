// The questionnaire of a pack as an XForm for ODK Web Forms. Depends on `rules`.
import { parts, rules, titled } from './rules.mjs';

export function xform(pack) {
  // Its XPath takes ASCII names.
  const placed = (list, letter) => new Map(list.map((it, at) => [it.name, `/data/${letter}${at}`]));
  const [fields, verdicts, notes] = [placed(pack.indicators, 'f'), placed(pack.checks, 'v'), placed(pack.checks, 'n')];
  const field = (name) => fields.get(name);
  const { verdictOf, askedWhen } = rules(pack, {
    field,
    verdict: (check) => verdicts.get(check),
    empty: (name) => `${field(name)} = ''`,
    choose: (condition, one, other) => `if(${condition}, ${one}, ${other})`,
    yes: "'yes'",
    no: "'no'",
    per: 'div',
  });
  const bind = ({ name, type }) => {
    const relevant = askedWhen(name);
    const kind = { count: 'int', money: 'decimal', percent: 'decimal' }[type] ?? 'string';
    return `<bind nodeset="${field(name)}" type="${kind}"${relevant ? ` relevant="${safe(relevant)}"` : ''}/>`;
  };
  const calculate = (check) =>
    `<bind nodeset="${verdicts.get(check.name)}" type="string" calculate="${safe(verdictOf(check))}"/>` +
    `<bind nodeset="${notes.get(check.name)}" type="string" readonly="true()"/>`;
  const item = ([value, text]) => `<item><label>${safe(text)}</label><value>${safe(value)}</value></item>`;
  const question = (it) => {
    const words = `<label>${safe(titled(it))}</label><hint>${safe(it.help)}</hint>`;
    const ref = `ref="${field(it.name)}"`;
    const options = it.options.map((option) => [option, option]);
    if (it.type === 'yes-no') return `<select1 ${ref}>${words}${[['yes', '是'], ['no', '否']].map(item).join('')}</select1>`;
    if (it.type === 'choice') return `<select1 ${ref}>${words}${options.map(item).join('')}</select1>`;
    if (it.type === 'multi-choice') return `<select ${ref}>${words}${options.map(item).join('')}</select>`;
    return `<input ${ref}>${words}</input>`;
  };
  // What is calculated is not shown by itself: a note says it, as XLSForm would write it.
  const shown = (check) =>
    `<input ref="${notes.get(check.name)}"><label>${safe(check.name)}：<output value="${verdicts.get(check.name)}"/></label>` +
    `<hint>${safe(check.requirement)}</hint></input>`;
  const group = ({ name, questions, checks }) =>
    `<group><label>${safe(name)}</label>${[...questions.map(question), ...checks.map(shown)].join('')}</group>`;
  const names = [fields, verdicts, notes].flatMap((it) => [...it.values()]).map((path) => `<${path.split('/').at(-1)}/>`);
  return `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>${safe(pack.title)}</h:title><model><instance><data id="${pack.id}">${names.join('')}</data></instance>
${[...pack.indicators.map(bind), ...pack.checks.map(calculate)].join('\n')}
</model></h:head><h:body>
${parts(pack).map(group).join('\n')}
</h:body></h:html>`;
}

const safe = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
