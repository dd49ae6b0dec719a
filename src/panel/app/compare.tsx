import { Canvas } from './canvas.js';
import { paintShare } from './paint.js';
import { timeHandlers } from './time.js';
import type { Given } from './view.js';

/** Bits at which a bar of surprise is full. */
const full = 12;

/** What each cell is called in short. */
const called = { rnn: 'vanilla', gru: 'GRU', lstm: 'LSTM', feedforward: 'plain' } as const;

/** The cells side by side on the same text: their surprise on the shared axis, and what each is made of. */
export function Compare({ store, theme }: Given) {
  const { compared } = store.ui.model;
  if (!compared) return <p class="said dim">The other cells are being loaded…</p>;
  const best = Math.min(...compared.cells.map(({ bits }) => bits ?? Infinity));
  return (
    <>
      <p class="said dim">
        Surprise at the last {compared.bytes} bytes, read by each network from the same place on. Fewer bits
        per byte are better.
      </p>
      <table class="cells" aria-label="Networks on this text">
        <thead>
          <tr>
            <th scope="col">Network</th>
            <th scope="col" class="number">
              Parameters
            </th>
            <th scope="col" class="number">
              Bits/byte
            </th>
            <th scope="col">
              <span class="heard">Use</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {compared.cells.map(({ name, title, parameters, state, window, bits, shown }) => (
            <tr key={name} data-network={name} data-bits={bits ?? ''}>
              <th scope="row" title={title}>
                {title}
                <span class="name">
                  {' '}
                  {window === undefined ? `state of ${state ?? 0}` : `sees ${window} bytes`}
                </span>
              </th>
              <td class="number">{parameters.toLocaleString('en')}</td>
              <td class={bits === best ? 'number best' : 'number'}>
                {bits === undefined ? '…' : bits.toFixed(2)}
              </td>
              <td>
                {shown ? (
                  <span class="dim">shown</span>
                ) : (
                  <button
                    class="link"
                    title={`Let ${title} make the suggestions`}
                    onClick={() => store.post({ type: 'use', name })}
                  >
                    use it
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {compared.cells.map(({ name, surprise, cell }) => (
        <div class="row" key={name}>
          <div class="gutter" aria-hidden="true">
            <span>{called[cell]}</span>
          </div>
          <div class="time" {...timeHandlers(store)}>
            <Canvas
              className="unit"
              label={`Surprise over time: ${called[cell]}`}
              paint={(pen, width, height) =>
                paintShare(
                  pen,
                  theme,
                  store.ui,
                  width,
                  height,
                  i => (surprise[i] ?? 0) / full,
                  theme.surprise,
                )
              }
            />
          </div>
        </div>
      ))}
    </>
  );
}
