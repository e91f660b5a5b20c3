// Lets an administrator draw a flow. Who does a node and by when is entered in the page's own form, not in a properties panel.
import Modeler from 'bpmn-js/lib/Modeler';
import translate from './bpmn-zh.js';

globalThis.XieshouBpmnModeler = (container, language) => new Modeler({
  container,
  additionalModules: language.startsWith('zh') ? [{ translate: ['value', translate] }] : [],
});
