import type { Lesson } from './lesson.js';

/** What the GRU's gates do. */
export const gru: Lesson = {
  id: 'gru',
  title: { en: 'GRU: the same idea with less', vi: 'GRU: cùng ý tưởng, gọn hơn' },
  steps: [
    {
      text: {
        en: 'The GRU (Cho and others, 2014) makes do with two gates and no cell state. With {gru.parameters} parameters it fits {gru.units} units; the LSTM, with {lstm.parameters}, fits {lstm.units}.',
        vi: 'GRU (Cho và cộng sự, 2014) chỉ cần hai cổng và không có trạng thái ô nhớ riêng. Với {gru.parameters} tham số, nó có {gru.units} đơn vị; LSTM có {lstm.parameters} tham số mà chỉ được {lstm.units} đơn vị.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'show', track: 'gates' },
      ],
    },
    {
      text: {
        en: 'The update gate z mixes old and new: h_t = z · h_{t-1} + (1 − z) · n. Where z is near 1 the unit stays as it was; where it is near 0 the byte rewrites it. Some books write z the other way round.',
        vi: 'Cổng cập nhật z pha trộn cũ và mới: h_t = z · h_{t-1} + (1 − z) · n. Khi z gần 1, đơn vị giữ nguyên; khi z gần 0, byte vừa đọc ghi đè lên nó. Có sách viết z theo chiều ngược lại.',
      },
      actions: [
        { kind: 'goto', where: 'behind a closing quote' },
        { kind: 'show', track: 'gates' },
      ],
    },
    {
      text: {
        en: 'The reset gate r says how much of the past may speak in the new content: n = tanh(W x + r · (R h + b)). With r near 0 the unit starts afresh from the byte alone.',
        vi: 'Cổng đặt lại r quyết định quá khứ được góp bao nhiêu vào nội dung mới: n = tanh(W x + r · (R h + b)). Khi r gần 0, đơn vị bắt đầu lại, chỉ dựa vào byte vừa đọc.',
      },
      actions: [{ kind: 'show', track: 'gates' }],
    },
    {
      text: {
        en: 'This unit says most about the guess here. Follow its z along the line: where does it stay near 1, and at which bytes does it fall? What do these bytes have in common?',
        vi: 'Đây là đơn vị ảnh hưởng nhiều nhất đến dự đoán tại đây. Hãy theo dõi z của nó dọc theo dòng: ở đâu z giữ gần 1, và tại những byte nào z tụt xuống? Các byte ấy có điểm gì chung?',
      },
      actions: [
        { kind: 'pin', unit: 'most telling' },
        { kind: 'show', track: 'units' },
      ],
    },
  ],
};
