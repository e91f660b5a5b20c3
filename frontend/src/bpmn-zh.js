// What the flow editor says, in Chinese. Names of events are composed; what is unknown stays in English.
const WHOLE = {
  'Activate hand tool': '拖动画布', 'Activate lasso tool': '框选', 'Activate create/remove space tool': '增减间距',
  'Activate global connect tool': '连线', 'Create start event': '新建开始事件', 'Create end event': '新建结束事件',
  'Create intermediate/boundary event': '新建中间/边界事件', 'Create gateway': '新建网关', 'Create task': '新建任务',
  'Create expanded sub-process': '新建子流程', 'Create data object reference': '新建数据对象',
  'Create data store reference': '新建数据存储', 'Create pool/participant': '新建泳池', 'Create group': '新建分组',
  'Append task': '追加任务', 'Append gateway': '追加网关', 'Append end event': '追加结束事件',
  'Append intermediate/boundary event': '追加中间/边界事件', 'Append receive task': '追加接收任务',
  'Append compensation activity': '追加补偿活动', 'Append conditional intermediate catch event': '追加条件捕获事件',
  'Append message intermediate catch event': '追加消息捕获事件', 'Append signal intermediate catch event': '追加信号捕获事件',
  'Append timer intermediate catch event': '追加定时捕获事件', 'Add text annotation': '添加注释',
  'Add lane above': '在上方加泳道', 'Add lane below': '在下方加泳道', 'Divide into two lanes': '分成两条泳道',
  'Divide into three lanes': '分成三条泳道', 'Change element': '更改类型', 'Connect to other element': '连到其他元素',
  'Connect using association': '用关联线连接', 'Connect using data input association': '用数据输入关联连接',
  'Delete': '删除', 'Align elements': '对齐', 'Align elements ': '对齐', 'Distribute elements horizontally': '水平等距',
  'Distribute elements vertically': '垂直等距', 'Search in diagram': '在图中查找', 'Open {element}': '打开 {element}',
  'Collection': '集合', 'Loop': '循环', 'Parallel multi-instance': '并行多实例', 'Sequential multi-instance': '串行多实例',
  'Participant multiplicity': '多个参与者', 'Toggle non-interrupting': '切换是否中断',
  'Sequence flow': '顺序流', 'Default flow': '默认流', 'Conditional flow': '条件流',
  'Task': '任务', 'User task': '人工任务', 'Service task': '服务任务', 'Send task': '发送任务', 'Receive task': '接收任务',
  'Manual task': '手工任务', 'Business rule task': '规则任务', 'Script task': '脚本任务', 'Call activity': '调用流程',
  'Transaction': '事务', 'Sub-process': '子流程', 'Sub-process (collapsed)': '子流程(折叠)',
  'Sub-process (expanded)': '子流程(展开)', 'Event sub-process': '事件子流程', 'Ad-hoc sub-process': '自由子流程',
  'Ad-hoc sub-process (collapsed)': '自由子流程(折叠)', 'Ad-hoc sub-process (expanded)': '自由子流程(展开)',
  'Exclusive gateway': '排他网关', 'Parallel gateway': '并行网关', 'Inclusive gateway': '包容网关',
  'Complex gateway': '复杂网关', 'Event-based gateway': '事件网关', 'Data object reference': '数据对象',
  'Data store reference': '数据存储', 'Expanded pool/participant': '泳池(展开)', 'Empty pool/participant': '泳池(折叠)',
};
const TRIGGER = {
  Message: '消息', Timer: '定时', Conditional: '条件', Signal: '信号', Error: '错误', Escalation: '升级', Cancel: '取消',
  Compensation: '补偿', Link: '链接', Terminate: '终止',
};
const POSITION = [
  ['boundary event', '边界事件'], ['intermediate catch event', '捕获事件'], ['intermediate throw event', '抛出事件'],
  ['throw event', '抛出事件'], ['start event', '开始事件'], ['end event', '结束事件'],
];

function eventName(text) {
  const [trigger, ...rest] = text.replace(' (non-interrupting)', '').split(' ');
  const plain = { Start: '开始事件', End: '结束事件', Boundary: '边界事件', Intermediate: '抛出事件' };
  if (plain[trigger]) return plain[trigger];
  const position = POSITION.find(([english]) => rest.join(' ') === english);
  if (!(trigger in TRIGGER) || !position) return null;
  return TRIGGER[trigger] + position[1] + (text.endsWith('(non-interrupting)') ? '(不中断)' : '');
}

export default function translate(template, values = {}) {
  const chinese = WHOLE[template] ?? eventName(template) ?? template;
  return chinese.replace(/{([^}]+)}/g, (whole, key) => values[key] ?? whole);
}
