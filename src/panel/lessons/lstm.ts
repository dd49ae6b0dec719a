import type { Lesson } from './lesson.js';

/** What the LSTM's gates do. */
export const lstm: Lesson = {
  id: 'lstm',
  title: { en: 'LSTM: a cell state with three gates', vi: 'LSTM: ô nhớ với ba cổng' },
  steps: [
    {
      text: {
        en: 'The LSTM (Hochreiter and Schmidhuber, 1997) keeps a second part of the state beside h: c, the cell state. In 1997 it was only added to, and two gates guarded it. The forget gate came in 2000 (Gers, Schmidhuber and Cummins); the LSTM of today’s books has it, and so has this one.',
        vi: 'LSTM (Hochreiter và Schmidhuber, 1997) có thêm một phần bên cạnh trạng thái ẩn h: trạng thái ô nhớ c (cell state). Năm 1997, c chỉ được cộng thêm vào và có hai cổng canh giữ. Cổng quên ra đời năm 2000 (Gers, Schmidhuber và Cummins); LSTM trong sách ngày nay có cổng này, LSTM ở đây cũng vậy.',
      },
      actions: [
        { kind: 'network', name: 'lstm' },
        { kind: 'show', track: 'state' },
      ],
    },
    {
      text: {
        en: 'Each gate is a number between 0 and 1 for each unit, computed anew at every byte: σ(W e_t + R h_{t-1} + b), with its own W, R and b. The forget gate f says how much of c is kept: 1 keeps all, 0 wipes it out.',
        vi: 'Mỗi cổng là một số từ 0 đến 1 cho từng đơn vị ẩn, được tính lại ở mỗi byte: σ(W e_t + R h_{t-1} + b), với W, R và b riêng. Cổng quên f (forget gate) quyết định giữ lại bao nhiêu phần của c: bằng 1 là giữ hết, bằng 0 là xóa sạch.',
      },
      actions: [
        { kind: 'goto', where: 'behind a closing bracket' },
        { kind: 'show', track: 'gates' },
      ],
    },
    {
      text: {
        en: 'The input gate i says how much of the new content g is written: c_t = f · c_{t-1} + i · g. The past is multiplied by f, unit by unit, and not by R: where f is near 1, it goes on almost unchanged.',
        vi: 'Cổng vào i (input gate) quyết định ghi bao nhiêu nội dung mới g: c_t = f · c_{t-1} + i · g. Quá khứ được nhân với f, riêng từng đơn vị ẩn, chứ không nhân với R: ở đâu f gần 1, nó được truyền tiếp gần như nguyên vẹn.',
      },
      actions: [{ kind: 'show', track: 'gates' }],
    },
    {
      text: {
        en: 'The output gate o says how much of it is shown: h_t = o · tanh(c_t). A unit can hold something for many steps and show it only when it is needed.',
        vi: 'Cổng ra o (output gate) quyết định cho lộ ra bao nhiêu: h_t = o · tanh(c_t). Một đơn vị ẩn có thể giữ thông tin qua nhiều bước và chỉ cho lộ ra khi cần.',
      },
      actions: [{ kind: 'show', track: 'gates' }],
    },
    {
      text: {
        en: 'Predict: averaged over all units and bytes, is f nearer to 1 or to 0.5? And where do many units forget at once? Walk to a line’s start, and to a bracket.',
        vi: 'Hãy đoán trước: tính trung bình trên mọi đơn vị ẩn và mọi byte, f gần 1 hay gần 0,5 hơn? Và ở đâu nhiều đơn vị ẩn cùng quên một lúc? Hãy di chuyển tới đầu một dòng, rồi tới một dấu ngoặc.',
      },
      answer: {
        en: 'Nearer to 0.5: on our test text the mean of f is 0.62, at a closing bracket 0.57, at a closing quote 0.52. A mean tells little of a single unit: look for one whose f stays near 1 along the line. What it holds can last.',
        vi: 'Gần 0,5 hơn: trên văn bản kiểm tra của chúng tôi, trung bình của f là 0,62, ở dấu đóng ngoặc là 0,57, ở dấu nháy đóng là 0,52. Trung bình không nói lên từng đơn vị ẩn: hãy tìm một đơn vị ẩn có f giữ gần 1 dọc theo dòng. Điều nó giữ có thể tồn tại lâu.',
      },
      actions: [
        { kind: 'goto', where: 'line start' },
        { kind: 'show', track: 'gates' },
      ],
    },
  ],
};
