import type { Lesson } from './lesson.js';

/** What the LSTM's gates do. */
export const lstm: Lesson = {
  id: 'lstm',
  title: { en: 'LSTM: a memory with three gates', vi: 'LSTM: bộ nhớ với ba cổng' },
  steps: [
    {
      text: {
        en: 'The LSTM (Hochreiter and Schmidhuber, 1997) keeps a second part of the state beside h: c, the cell state. It goes from step to step almost untouched, so what stands in it can last.',
        vi: 'LSTM (Hochreiter và Schmidhuber, 1997) có thêm một phần bên cạnh trạng thái ẩn h: trạng thái ô nhớ c. Nó đi từ bước này sang bước khác gần như nguyên vẹn, nên những gì ghi trong đó có thể tồn tại lâu.',
      },
      actions: [
        { kind: 'network', name: 'lstm' },
        { kind: 'show', track: 'state' },
      ],
    },
    {
      text: {
        en: 'Each gate is a number between 0 and 1 for each unit, worked out anew at every byte. The forget gate f says how much of c is kept: 1 keeps all, 0 wipes it out.',
        vi: 'Mỗi cổng là một số từ 0 đến 1 cho từng đơn vị, được tính lại ở mỗi byte. Cổng quên f quyết định giữ lại bao nhiêu phần của c: bằng 1 là giữ hết, bằng 0 là xóa sạch.',
      },
      actions: [
        { kind: 'goto', where: 'behind a closing bracket' },
        { kind: 'show', track: 'gates' },
      ],
    },
    {
      text: {
        en: 'The input gate i says how much of the new content g is written: c_t = f · c_{t-1} + i · g. A sum, not a product with R: where f is near 1, the past goes on unharmed.',
        vi: 'Cổng vào i quyết định ghi bao nhiêu nội dung mới g: c_t = f · c_{t-1} + i · g. Đây là phép cộng chứ không phải nhân với R, nên ở đâu f gần 1, quá khứ được truyền tiếp gần như nguyên vẹn.',
      },
      actions: [{ kind: 'show', track: 'gates' }],
    },
    {
      text: {
        en: 'The output gate o says how much of it is shown: h_t = o · tanh(c_t). A unit can remember in silence, and speak only when it is time.',
        vi: 'Cổng ra o quyết định cho lộ ra bao nhiêu: h_t = o · tanh(c_t). Một đơn vị có thể lặng lẽ ghi nhớ và chỉ lên tiếng khi đến lúc.',
      },
      actions: [{ kind: 'show', track: 'gates' }],
    },
    {
      text: {
        en: 'Walk to a line’s start, and to a bracket. Where do many units forget at once? These are the places where the network turns a page.',
        vi: 'Hãy di chuyển tới đầu một dòng, rồi tới một dấu ngoặc. Ở đâu nhiều đơn vị cùng quên một lúc? Đó là những chỗ mạng “lật sang trang mới”.',
      },
      actions: [
        { kind: 'goto', where: 'line start' },
        { kind: 'show', track: 'gates' },
      ],
    },
  ],
};
