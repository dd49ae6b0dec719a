import type { Lesson } from './lesson.js';

/** Far fewer parameters than a plain network with a fixed window. */
export const parameters: Lesson = {
  id: 'parameters',
  title: { en: 'Few parameters', vi: 'Ít tham số' },
  steps: [
    {
      text: {
        en: 'Five networks read your text side by side, each with about as many parameters: plain {feedforward.parameters}, vanilla {rnn.parameters}, LSTM {lstm.parameters}, GRU {gru.parameters}, gated linear {glr.parameters}. Fewer bits for a byte are better. Who leads on your file?',
        vi: 'Năm mạng cùng đọc tệp của bạn, số tham số gần bằng nhau: mạng truyền thẳng {feedforward.parameters}, RNN cơ bản {rnn.parameters}, LSTM {lstm.parameters}, GRU {gru.parameters}, hồi quy tuyến tính có cổng {glr.parameters}. Số bit mỗi byte càng thấp càng tốt. Mạng nào dẫn đầu?',
      },
      actions: [{ kind: 'show', track: 'compare' }],
    },
    {
      text: {
        en: 'The plain network has weights of its own for every byte of its window: {feedforward.each} more for each byte that it should see. So it sees only {feedforward.window}.',
        vi: 'Mạng truyền thẳng cần bộ trọng số riêng cho từng vị trí trong cửa sổ: muốn nhìn thêm một byte phải thêm {feedforward.each} tham số. Vì vậy nó chỉ nhìn được {feedforward.window} byte.',
      },
      actions: [
        { kind: 'network', name: 'feedforward' },
        { kind: 'show', track: 'connectivity' },
      ],
    },
    {
      text: {
        en: 'To see {far} bytes it would need {feedforward.far} parameters, and what it learnt of a word at one place would tell it nothing of the same word one byte further on.',
        vi: 'Muốn nhìn {far} byte, nó cần tới {feedforward.far} tham số. Thêm nữa, điều nó học về một từ ở vị trí này không giúp gì khi từ đó lệch đi một byte.',
      },
      actions: [{ kind: 'show', track: 'compare' }],
    },
    {
      text: {
        en: 'The recurrent cell uses the same weights at every step. However long the text, the GRU here has {gru.parameters} of them. Sharing weights over time is the idea that makes it small enough for your editor.',
        vi: 'Tế bào hồi quy dùng chung trọng số cho mọi bước thời gian. Văn bản dài đến đâu, GRU ở đây vẫn chỉ có {gru.parameters} tham số. Chính việc chia sẻ tham số theo thời gian giúp mạng đủ nhỏ để chạy ngay trong trình soạn thảo.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'show', track: 'unrolled' },
      ],
    },
  ],
};
