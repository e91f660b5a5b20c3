// The part of ECharts that pages draw with: one global, `echarts`.
import * as echarts from 'echarts/core';
import {
  BarChart, FunnelChart, GaugeChart, GraphChart, HeatmapChart, LineChart, MapChart, PieChart, RadarChart,
  SankeyChart, ScatterChart, TreemapChart,
} from 'echarts/charts';
import {
  AriaComponent, CalendarComponent, DatasetComponent, DataZoomComponent, GeoComponent, GraphicComponent, GridComponent,
  LegendComponent, MarkLineComponent, MarkPointComponent, RadarComponent, TitleComponent, ToolboxComponent, TooltipComponent,
  TransformComponent, VisualMapComponent,
} from 'echarts/components';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

echarts.use([
  BarChart, FunnelChart, GaugeChart, GraphChart, HeatmapChart, LineChart, MapChart, PieChart, RadarChart,
  SankeyChart, ScatterChart, TreemapChart,
  AriaComponent, CalendarComponent, DatasetComponent, DataZoomComponent, GeoComponent, GraphicComponent, GridComponent,
  LegendComponent, MarkLineComponent, MarkPointComponent, RadarComponent, TitleComponent, ToolboxComponent, TooltipComponent,
  TransformComponent, VisualMapComponent,
  LabelLayout, CanvasRenderer, SVGRenderer,
]);

globalThis.echarts = echarts;
