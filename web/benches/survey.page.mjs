// The page of SurveyJS: the questionnaire, rendered as its documentation shows. `?lazy` draws a question when it comes into view.
import { Model } from 'survey-core';
import 'survey-core/i18n/simplified-chinese';
import { renderSurvey } from 'survey-js-ui';
import questionnaire from 'questionnaire';

const survey = new Model(questionnaire);
survey.lazyRenderEnabled = location.search === '?lazy';
window.survey = survey;
renderSurvey(survey, document.getElementById('form'));
