import type { ComponentChildren } from 'preact';
import { t } from './say.js';

/** A table of what has a value at the cursor and a strip over time beside it: a row for each. */
export function Strips({
  label,
  what,
  kind,
  children,
}: {
  readonly label: string;
  readonly what: string;
  readonly kind: string;
  readonly children: ComponentChildren;
}) {
  return (
    <table class={kind} aria-label={label}>
      <colgroup>
        <col class="what" />
        <col class="value" />
        <col />
      </colgroup>
      <thead>
        <tr>
          {[what, t`Value`, t`Over time`].map(title => (
            <th key={title} scope="col">
              <span class="heard">{title}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
