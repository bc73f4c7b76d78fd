import * as web from 'onnxruntime-web/webgpu';
import { webGpu } from '../../engine/onnx/webgpu.js';
import { answerBy } from './start.js';

answerBy(web, webGpu);
