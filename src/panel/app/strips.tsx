import type { ComponentChildren } from 'preact';

/** A table of what has a value at the cursor and a strip over time beside it: a row for each. */
export function Strips({
  of,
  what,
  kind,
  children,
}: {
  readonly of: string;
  readonly what: string;
  readonly kind: string;
  readonly children: ComponentChildren;
}) {
  return (
    <table class={kind} aria-label={`${of}, with their values at the cursor`}>
      <colgroup>
        <col class="what" />
        <col class="value" />
        <col />
      </colgroup>
      <thead>
        <tr>
          {[what, 'Value', 'Over time'].map(title => (
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
