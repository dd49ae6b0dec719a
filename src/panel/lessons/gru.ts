import type { Lesson } from './lesson.js';

/** What the GRU's gates do. */
export const gru: Lesson = {
  id: 'gru',
  title: { en: 'GRU: the same idea with less', vi: 'GRU: cùng ý tưởng, gọn hơn' },
  steps: [
    {
      text: {
        en: 'The GRU (Cho and others, 2014) makes do with two gates and no cell state. Each gate is σ(W e_t + R h_{t-1} + b), as in the LSTM. With {gru.parameters} parameters it fits {gru.units} units; the LSTM, with {lstm.parameters}, fits {lstm.units}.',
        vi: 'GRU (Cho và cộng sự, 2014) chỉ cần hai cổng và không có trạng thái ô nhớ riêng. Mỗi cổng là σ(W e_t + R h_{t-1} + b), như ở LSTM. Với {gru.parameters} tham số, nó có {gru.units} đơn vị ẩn; LSTM có {lstm.parameters} tham số mà chỉ được {lstm.units} đơn vị ẩn.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'show', track: 'gates' },
      ],
    },
    {
      text: {
        en: 'The update gate z mixes old and new: h_t = z · h_{t-1} + (1 − z) · n. Where z is near 1 the unit stays as it was; where it is near 0 the byte rewrites it. Other courses write z the other way round: there it is called Γu and multiplies the new content.',
        vi: 'Cổng cập nhật z (update gate) pha trộn cũ và mới: h_t = z · h_{t-1} + (1 − z) · n. Khi z gần 1, đơn vị ẩn giữ nguyên; khi z gần 0, byte vừa đọc ghi đè lên nó. Có khóa học viết theo chiều ngược lại: ở đó cổng này gọi là Γu và nhân với nội dung mới.',
      },
      actions: [
        { kind: 'goto', where: 'behind a closing quote' },
        { kind: 'show', track: 'gates' },
      ],
    },
    {
      text: {
        en: 'The reset gate r says how much of the past goes into the new content: n = tanh(W e_t + b + r · (R h_{t-1} + b′)). With r near 0 only the byte counts. Cho’s article puts r before R: R (r · h_{t-1}). After R, all products of a step can be computed at once.',
        vi: 'Cổng đặt lại r (reset gate) quyết định quá khứ được góp bao nhiêu vào nội dung mới: n = tanh(W e_t + b + r · (R h_{t-1} + b′)). Khi r gần 0, đơn vị ẩn bắt đầu lại, chỉ dựa vào byte vừa đọc. Bài báo của Cho đặt r trước R: R (r · h_{t-1}). Đặt sau R thì mọi phép nhân của một bước tính được cùng lúc.',
      },
      actions: [{ kind: 'show', track: 'gates' }],
    },
    {
      text: {
        en: 'This unit says most about the guess here. Predict: at which bytes of the line does its z fall, and where does it stay near 1? Then follow it. What do these bytes have in common?',
        vi: 'Đây là đơn vị ẩn ảnh hưởng nhiều nhất đến dự đoán tại đây. Hãy đoán trước: tại những byte nào của dòng z tụt xuống, và ở đâu z giữ gần 1? Sau đó hãy theo dõi nó. Các byte ấy có điểm gì chung?',
      },
      answer: {
        en: 'It differs from unit to unit. On our test text the mean of z over all units is 0.32, and 0.28 where a closing bracket is read: an average unit keeps a third of its value from one byte to the next. Units with a larger z hold what lasts.',
        vi: 'Mỗi đơn vị ẩn một khác. Trên văn bản kiểm tra của chúng tôi, trung bình của z trên mọi đơn vị ẩn là 0,32, và là 0,28 khi đọc dấu đóng ngoặc: từ byte này sang byte sau, một đơn vị ẩn trung bình giữ lại một phần ba giá trị. Đơn vị ẩn có z lớn hơn giữ những gì tồn tại lâu.',
      },
      actions: [
        { kind: 'pin', unit: 'most telling' },
        { kind: 'show', track: 'units' },
      ],
    },
  ],
};
