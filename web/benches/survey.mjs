// The questionnaire of a pack for SurveyJS, as the JSON that its own designer would write. Depends on `rules`.
import { parts, rules, titled } from './rules.mjs';

const field = (name) => `{${name}}`;
const verdictName = (check) => `判定：${check}`;

export function questionnaire(pack) {
  const { verdictOf, askedWhen } = rules(pack, {
    field,
    verdict: (check) => field(verdictName(check)),
    empty: (name) => `${field(name)} empty`,
    choose: (condition, one, other) => `iif(${condition}, ${one}, ${other})`,
    yes: 'true',
    no: 'false',
    per: '/',
  });
  const question = (indicator) => {
    const { name, type, help, options } = indicator;
    const visibleIf = askedWhen(name);
    return { ...kindOf(type, options), name, title: titled(indicator), description: help, ...(visibleIf ? { visibleIf } : {}) };
  };
  const shown = (check) => ({
    type: 'expression',
    name: verdictName(check.name),
    title: check.name,
    description: check.requirement,
    expression: verdictOf(check),
  });
  const panel = ({ name, about, questions, checks }) => ({
    type: 'panel',
    name: `部分：${name}`,
    title: name,
    description: about,
    elements: [...questions.map(question), ...checks.map(shown)],
  });
  return {
    locale: 'zh-cn',
    title: pack.title,
    description: pack.about,
    showQuestionNumbers: 'off',
    textUpdateMode: 'onTyping',
    // Answers that fold away are kept, as the page keeps them.
    clearInvisibleValues: 'none',
    showNavigationButtons: false,
    elements: parts(pack).map(panel),
  };
}

function kindOf(type, options) {
  const choices = { colCount: 0, showClearButton: true };
  if (type === 'yes-no') return { type: 'radiogroup', ...choices, choices: [{ value: true, text: '是' }, { value: false, text: '否' }] };
  if (type === 'choice') return { type: 'radiogroup', ...choices, choices: options };
  if (type === 'multi-choice') return { type: 'checkbox', ...choices, choices: options };
  return type === 'text' ? { type: 'text' } : { type: 'text', inputType: 'number' };
}
