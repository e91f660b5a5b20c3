// Shows an approval's flow in a matter: pan with the mouse, zoom with buttons; the wheel keeps scrolling the page.
import Viewer from 'bpmn-js/lib/NavigatedViewer';

globalThis.XieshouBpmnViewer = (container) => new Viewer({ container, zoomScroll: { enabled: false } });
