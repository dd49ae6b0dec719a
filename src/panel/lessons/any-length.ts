import type { Lesson } from './lesson.js';

/** Input of any length. */
export const anyLength: Lesson = {
  id: 'any-length',
  title: { en: 'Input of any length', vi: 'Đầu vào dài bao nhiêu cũng được' },
  steps: [
    {
      text: {
        en: 'At the top of your file the network has read next to nothing: a short header that names the language. Its guesses are general ones.',
        vi: 'Ở đầu tệp, mạng nơ-ron hầu như chưa đọc gì: chỉ một phần mở đầu ngắn cho biết ngôn ngữ lập trình. Vì vậy dự đoán của nó còn rất chung chung.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'goto', where: 'start of file' },
        { kind: 'show', track: 'guesses' },
      ],
    },
    {
      text: {
        en: 'Now the end of the file. More bytes were read, and still it is the same cell and a state of the same {gru.units} numbers. A recurrent network takes a line or a library: it makes more steps.',
        vi: 'Giờ ta xuống cuối tệp. Số byte đã đọc nhiều hơn, nhưng vẫn là tế bào ấy, vẫn trạng thái ẩn gồm {gru.units} con số. Một dòng hay cả thư viện, RNN đều đọc được: nó chỉ thực hiện thêm bước thời gian.',
      },
      actions: [
        { kind: 'goto', where: 'end of file' },
        { kind: 'show', track: 'unrolled' },
      ],
    },
    {
      text: {
        en: 'The plain network beside it has no state. It sees the last {feedforward.window} bytes, all at once, and nothing before them. The bars show which bytes matter to its guess: beyond the window there are none.',
        vi: 'Mạng truyền thẳng (feedforward) bên cạnh không có trạng thái ẩn. Nó nhìn cùng lúc {feedforward.window} byte gần nhất, ngoài ra không biết gì. Các cột cho thấy byte nào ảnh hưởng đến dự đoán: ngoài cửa sổ ấy không còn cột nào.',
      },
      actions: [
        { kind: 'network', name: 'feedforward' },
        { kind: 'show', track: 'connectivity' },
      ],
    },
    {
      text: {
        en: 'The recurrent network again, at the same place. Its bars grow small as you go back, but there is no window. The view draws the last {view.bytes} bytes; the influence goes on before them.',
        vi: 'Quay lại RNN, vẫn ở chỗ đó. Càng lùi về trước các cột càng thấp, nhưng không có cửa sổ nào. Khung này chỉ vẽ {view.bytes} byte gần nhất; ảnh hưởng của các byte trước đó vẫn còn.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'show', track: 'connectivity' },
      ],
    },
    {
      text: {
        en: 'A caveat: in the editor, reading starts at a line 256 to 512 bytes before the caret, not at the top. Predict: how much worse is the prediction for that?',
        vi: 'Một điều cần lưu ý: trong trình soạn thảo, mạng nơ-ron bắt đầu đọc từ một dòng cách con trỏ 256 đến 512 byte về phía trước, chứ không từ đầu tệp. Hãy đoán: vì thế dự đoán kém đi bao nhiêu?',
      },
      answer: {
        en: 'About two hundredths of a bit per byte, for the network that suggests: 1.129 as it reads in the editor, and 1.105 where it reads 4,096 bytes before. It makes opening a large file fast. The model card has the table.',
        vi: 'Khoảng hai phần trăm bit mỗi byte, với mạng nơ-ron đang gợi ý: 1,129 khi đọc như trong trình soạn thảo, và 1,105 khi đọc trước 4.096 byte. Nhờ vậy mở tệp lớn vẫn nhanh. Bảng số liệu có trong model card.',
      },
      actions: [{ kind: 'show', track: 'text' }],
    },
  ],
};
