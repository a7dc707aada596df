// The page of ODK Web Forms: the form, in the Vue application that its documentation shows.
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';
import formXml from 'questionnaire';
import { createApp, h } from 'vue';

const fetchFormAttachment = () => Promise.reject(new Error('the form has no attachments'));
createApp({ render: () => h(OdkWebForm, { formXml, fetchFormAttachment }) }).use(webFormsPlugin).mount('#form');
