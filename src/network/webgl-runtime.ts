/** The bundle that is loaded where WebGL was chosen: see `webglBackend`. */
export { InferenceSession, Tensor, env } from 'onnxruntime-web/webgl';
