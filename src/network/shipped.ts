/** The networks that ship, by the names of their manifests; the first is the one that serves unless another is chosen. */
export const shippedNetworks = ['default', 'glr', 'gru', 'lstm', 'rnn', 'feedforward'] as const;
