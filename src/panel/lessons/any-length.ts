import type { Lesson } from './lesson.js';

/** Input of any length. */
export const anyLength: Lesson = {
  id: 'any-length',
  title: { en: 'Input of any length', vi: 'Đầu vào dài bao nhiêu cũng được' },
  steps: [
    {
      text: {
        en: 'At the top of your file the network has read next to nothing: a short header that names the language. Its guesses are general ones.',
        vi: 'Ở đầu tệp, mạng hầu như chưa đọc gì: chỉ một phần mở đầu ngắn cho biết ngôn ngữ lập trình. Vì vậy dự đoán của nó còn rất chung chung.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'goto', where: 'start of file' },
        { kind: 'show', track: 'guesses' },
      ],
    },
    {
      text: {
        en: 'Now the end of the file. Many more bytes, and still the same cell and a state of the same {gru.units} numbers. A recurrent network takes a line or a library: it simply makes more steps.',
        vi: 'Giờ ta xuống cuối tệp. Số byte đã đọc nhiều hơn hẳn, nhưng vẫn là tế bào ấy, vẫn trạng thái ẩn gồm {gru.units} con số. Một dòng hay cả thư viện, RNN đều đọc được: nó chỉ thực hiện thêm bước thời gian.',
      },
      actions: [
        { kind: 'goto', where: 'end of file' },
        { kind: 'show', track: 'unrolled' },
      ],
    },
    {
      text: {
        en: 'The plain network beside it has no state. It sees the last {feedforward.window} bytes, all at once, and nothing before them. The bars show which bytes matter to its guess: beyond the window there are none.',
        vi: 'Mạng truyền thẳng bên cạnh không có trạng thái ẩn. Nó nhìn cùng lúc {feedforward.window} byte cuối, ngoài ra không biết gì. Các cột cho thấy byte nào ảnh hưởng đến dự đoán: ngoài cửa sổ ấy không còn cột nào.',
      },
      actions: [
        { kind: 'network', name: 'feedforward' },
        { kind: 'show', track: 'connectivity' },
      ],
    },
    {
      text: {
        en: 'The recurrent network again, at the same place. Its bars grow small as you go back, but nothing cuts them off. How far back does your text still matter here?',
        vi: 'Quay lại mạng hồi quy, vẫn ở chỗ đó. Càng lùi về trước các cột càng thấp, nhưng không có ranh giới nào cắt ngang. Trong tệp của bạn, ký tự xa nhất còn ảnh hưởng nằm ở đâu?',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'show', track: 'connectivity' },
      ],
    },
    {
      text: {
        en: 'One honest word: in the editor reading starts a few hundred bytes before the caret, not at the top. That makes opening a big file fast and, measured, costs next to nothing.',
        vi: 'Nói cho thật chính xác: trong trình soạn thảo, mạng bắt đầu đọc từ vài trăm byte trước con trỏ chứ không từ đầu tệp. Nhờ vậy mở tệp lớn vẫn nhanh, mà theo đo đạc thì chất lượng dự đoán hầu như không giảm.',
      },
      actions: [{ kind: 'show', track: 'text' }],
    },
  ],
};
