import * as web from 'onnxruntime-web/wasm';
import { webAssembly } from '../../engine/onnx/webassembly.js';
import { answerBy } from './start.js';

answerBy(web, webAssembly);
