/** This bundle is loaded only where WebGL was chosen: see `webglBackend`. */
export { InferenceSession, Tensor, env } from 'onnxruntime-web/webgl';
