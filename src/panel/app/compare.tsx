import { Canvas } from './canvas.js';
import type { BackendData } from '../protocol.js';
import { labelled } from './cell-labels.js';
import type { Column } from './model.js';
import { paintShare } from './paint.js';
import { bytes, decimal, textOf, t } from './localize.js';
import { timeHandlers } from './time.js';
import type { TrackProps } from './track-props.js';

/** Bits at which a bar of surprise is full. */
const fullBits = 12;

/** The cells side by side on the same text: their surprise on the shared axis, and what each is made of. */
export function CompareTrack(given: TrackProps) {
  return (
    <>
      <Cells {...given} />
      <OnBackends {...given} />
    </>
  );
}

function Cells({ store, theme }: TrackProps) {
  const { compared } = store.ui.model;
  if (!compared) return <p class="said dim">{t`The other cells are being loaded…`}</p>;
  const first = columnsBefore(store.ui.model.columns, compared.end) - compared.bytes;
  const best = Math.min(...compared.cells.map(({ bits }) => bits ?? Infinity));
  return (
    <>
      <p class="said dim">
        {t`Surprise at the last ${bytes(compared.bytes)}, read by each network from the same place on. Fewer bits per byte are better.`}
      </p>
      <table class="cells" aria-label={t`Networks on this text`}>
        <thead>
          <tr>
            <th scope="col">{t`Network`}</th>
            <th scope="col" class="number parameters">
              {t`Parameters`}
            </th>
            <th scope="col" class="number">
              {t`Bits/byte`}
            </th>
            <th scope="col">
              <span class="visually-hidden">{t`Use`}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {compared.cells.map(({ name, title, parameters, state, window, bits, shown }) => (
            <tr key={name} data-network={name} data-bits={bits ?? ''}>
              <th scope="row" title={textOf(title)}>
                {textOf(title)}
                <span class="name">
                  {' '}
                  {window === undefined ? t`state of ${state ?? 0}` : t`sees ${bytes(window)}`}
                </span>
              </th>
              <td class="number parameters">{textOf(parameters)}</td>
              <td class={bits === best ? 'number best' : 'number'}>
                {bits === undefined ? '…' : decimal(bits, 2)}
              </td>
              <td>
                {shown ? (
                  <span class="dim">{t`shown`}</span>
                ) : (
                  <button
                    class="link"
                    title={t`Let ${title} make the suggestions`}
                    onClick={() => store.post({ type: 'use', name })}
                  >
                    {t`use it`}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {labelled(compared.cells).map(({ name, surprise, label }) => (
        <div class="row" key={name}>
          <div class="above-track" aria-hidden="true">
            <span>{textOf(label)}</span>
          </div>
          <div class="time" {...timeHandlers(store)}>
            <Canvas
              className="unit"
              label={t`Surprise over time: ${label}`}
              paint={(pen, width, height) =>
                paintShare(
                  pen,
                  theme,
                  store.ui,
                  width,
                  height,
                  i => (surprise[i - first] ?? 0) / fullBits,
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

/** How many columns stand before a place in the document. */
function columnsBefore(columns: readonly Column[], offset: number): number {
  const behind = columns.findIndex(({ start }) => start >= offset);
  return behind < 0 ? columns.length : behind;
}

/** The network that serves on every backend that this extension host has. */
function OnBackends({ store }: TrackProps) {
  const { backends } = store.ui.model;
  const run = () => store.post({ type: 'run', command: 'compareBackends' });
  return (
    <>
      <h3>{t`Backends`}</h3>
      {backends ? (
        <>
          <p class="said dim">
            {t`${backends.title}: ${backends.steps} steps of one state, in this extension host. Differences are from WASM.`}
          </p>
          <table class="cells" aria-label={t`Backends`}>
            <thead>
              <tr>
                <th scope="col">{t`Backend`}</th>
                {[t`Steps/s`, t`p50, ms`, t`p95, ms`, t`Logits`, t`State`].map(title => (
                  <th key={title} scope="col" class="number">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {backends.backends.map(figures => (
                <tr key={figures.title} data-backend={figures.title}>
                  <th scope="row">{figures.title}</th>
                  {figures.kind === 'missing' ? (
                    <td colSpan={5}>{textOf(figures.missing)}</td>
                  ) : (
                    cellsOf(figures).map((value, i) => (
                      <td key={i} class="number">
                        {value}
                      </td>
                    ))
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : (
        <p class="said dim">{t`The same network, run by WASM and, where there is one, by WebGL.`}</p>
      )}
      <button class="button" onClick={run}>
        {backends ? t`Compare again` : t`Compare the backends`}
      </button>
    </>
  );
}

function cellsOf({ perSecond, p50, p95, apart }: Extract<BackendData, { kind: 'measured' }>): string[] {
  const times = [decimal(perSecond, 0), decimal(p50, 2), decimal(p95, 2)];
  return [...times, ...(apart ? [apart.logits, apart.state].map(value => value.toExponential(1)) : ['', ''])];
}
