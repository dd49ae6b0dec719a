import type { Lesson } from './lesson.js';

/** Far fewer parameters than a plain network with a fixed window. */
export const parameters: Lesson = {
  id: 'parameters',
  title: { en: 'Few parameters', vi: 'Ít tham số' },
  steps: [
    {
      text: {
        en: 'Five networks read your text side by side, each with about as many parameters: plain {feedforward.parameters}, vanilla {rnn.parameters}, LSTM {lstm.parameters}, GRU {gru.parameters}, gated linear {glr.parameters}. Fewer bits per byte are better. Who leads on your file?',
        vi: 'Năm mạng nơ-ron cùng đọc tệp của bạn, số tham số gần bằng nhau: mạng truyền thẳng {feedforward.parameters}, RNN cơ bản {rnn.parameters}, LSTM {lstm.parameters}, GRU {gru.parameters}, hồi quy tuyến tính có cổng {glr.parameters}. Số bit mỗi byte càng thấp càng tốt. Mạng nơ-ron nào dẫn đầu?',
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
        en: 'To see {far} bytes it would need {feedforward.far} parameters, and what it learned of a word at one place would tell it nothing of the same word one byte further on.',
        vi: 'Muốn nhìn {far} byte, nó cần tới {feedforward.far} tham số. Thêm nữa, điều nó học về một từ ở vị trí này không giúp gì khi từ đó lệch đi một byte.',
      },
      actions: [{ kind: 'show', track: 'compare' }],
    },
    {
      text: {
        en: 'The recurrent cell uses the same weights at every step. However long the text, the GRU here has {gru.parameters} of them. Weights that are shared over time keep it small enough for your editor.',
        vi: 'Tế bào hồi quy dùng chung trọng số cho mọi bước thời gian. Văn bản dài đến đâu, GRU ở đây vẫn chỉ có {gru.parameters} tham số. Chính việc chia sẻ tham số theo thời gian giúp mạng nơ-ron đủ nhỏ để chạy ngay trong trình soạn thảo.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'show', track: 'unrolled' },
      ],
    },
    {
      text: {
        en: 'Predict: a plain network with a window of only 8 bytes, of the same size, costs 2.553 bits per byte on our test text. How much better is the vanilla cell, which has no window? Compare the curves on your file.',
        vi: 'Hãy đoán: một mạng truyền thẳng cùng cỡ với cửa sổ chỉ 8 byte tốn 2,553 bit mỗi byte trên văn bản kiểm tra của chúng tôi. RNN cơ bản, không có cửa sổ, tốt hơn bao nhiêu? Hãy so sánh các đường cong trên tệp của bạn.',
      },
      answer: {
        en: 'Little: 2.531. Being able to look back without an end is not the same as doing so. The vanilla cell forgets soon, as the next lesson shows; the gated cells gain much more, the GRU with 2.182.',
        vi: 'Rất ít: 2,531. Có thể nhìn lại không giới hạn chưa có nghĩa là thật sự nhìn lại. RNN cơ bản quên rất nhanh, như bài sau cho thấy; các tế bào có cổng được lợi hơn nhiều, GRU còn 2,182.',
      },
      actions: [{ kind: 'show', track: 'compare' }],
    },
  ],
};
