import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';

/** Layers that move values about, and leave them as they are. */
const movers = ['Flatten', 'Reshape', 'Permute', 'Cropping2D', 'UpSampling2D'];

/** The activation through which the output of a model has last gone; 'linear' where it is none. */
export function outputActivation(model: LayersModel): string {
  let output = model.outputs[0]!;
  while (movers.includes(output.sourceLayer.getClassName())) output = output.inputs[0]!;
  const layer = output.sourceLayer;
  if (isModel(layer)) return outputActivation(layer);
  const { activation } = layer.getConfig() as { activation?: string };
  return activation ?? (layer.getClassName() === 'Softmax' ? 'softmax' : 'linear');
}

const isModel = (layer: SymbolicTensor['sourceLayer']): layer is LayersModel => 'outputs' in layer;
