import type { Lesson } from './lesson.js';

/** How a network learns: the loss, teacher forcing, back-propagation through time, and how it writes. */
export const learning: Lesson = {
  id: 'learning',
  title: { en: 'How it learns', vi: 'Mạng nơ-ron học như thế nào' },
  steps: [
    {
      text: {
        en: 'Here a small network learns your file, from random weights. Press Learn. What falls is the mean surprise in bits per byte, which books call the cross-entropy: −log2 of the probability of each byte that came, on average. The dashed lines are n-gram models.',
        vi: 'Ở đây một mạng nơ-ron nhỏ học tệp của bạn, bắt đầu từ trọng số ngẫu nhiên. Hãy bấm Học. Đường đi xuống là độ bất ngờ trung bình, tính bằng bit mỗi byte, mà sách gọi là cross-entropy: trung bình của −log2 xác suất của từng byte đã xuất hiện. Các đường nét đứt là mô hình n-gram.',
      },
      actions: [{ kind: 'show', track: 'learning' }],
    },
    {
      text: {
        en: 'At each step it reads the true byte, even where it predicted another one. That is called teacher forcing: every byte of a text is a question and, one step later, a part of the next question. No one has to label anything.',
        vi: 'Ở mỗi bước nó đọc byte thật, kể cả khi đã đoán byte khác. Cách này gọi là teacher forcing: mỗi byte của văn bản vừa là đáp án, vừa là một phần của câu hỏi ở bước sau. Không ai phải gán nhãn gì cả.',
      },
      actions: [{ kind: 'show', track: 'learning' }],
    },
    {
      text: {
        en: 'To learn, the error goes back through the unrolled cell, step by step: back-propagation through time. At each step back the gradient is multiplied by the cell’s Jacobian. Products of many matrices shrink or grow without bounds: they vanish or explode. Clipping limits a gradient that is too long.',
        vi: 'Để học, sai số đi ngược qua tế bào đã trải, từng bước một: lan truyền ngược theo thời gian (back-propagation through time). Mỗi bước lùi, gradient được nhân với ma trận Jacobi của tế bào. Tích của nhiều ma trận nhỏ dần hoặc lớn mãi: gradient tiêu biến hoặc bùng nổ. Cắt gradient (clipping) giới hạn gradient quá dài.',
      },
      actions: [{ kind: 'show', track: 'learning' }],
    },
    {
      text: {
        en: 'To write, it draws a byte from its own prediction, reads it, and draws again. The temperature T divides the logits before the softmax: near 0 it takes the likeliest byte each time, 1 leaves the probabilities as they are, and above 1 it dares more.',
        vi: 'Để viết, nó rút một byte theo dự đoán của chính mình, đọc byte ấy, rồi rút tiếp. Nhiệt độ T (temperature) chia các logit trước khi qua softmax: gần 0 thì luôn lấy byte có xác suất cao nhất, bằng 1 thì giữ nguyên xác suất, trên 1 thì liều hơn.',
      },
      actions: [{ kind: 'show', track: 'learning' }],
    },
    {
      text: {
        en: 'Predict: which cell’s gradient reaches farther back, the vanilla one’s or the GRU’s? Choose one, press Learn, and look at the gradient through time. Then choose the other one.',
        vi: 'Hãy đoán trước: gradient của tế bào nào lùi xa hơn, RNN cơ bản hay GRU? Hãy chọn một tế bào, bấm Học và xem gradient ngược dòng thời gian. Sau đó chọn tế bào kia.',
      },
      answer: {
        en: 'Mostly the GRU’s. Where z is near 1, the Jacobian of a unit is near 1, and a product of many of them stays so. In the vanilla cell each factor is R times the slope of tanh, which is never above 1.',
        vi: 'Thường là của GRU. Ở đâu z gần 1, đạo hàm của đơn vị ẩn cũng gần 1, và tích của nhiều đạo hàm như vậy vẫn gần 1. Ở RNN cơ bản, mỗi thừa số là R nhân với độ dốc của tanh, không bao giờ lớn hơn 1.',
      },
      actions: [{ kind: 'show', track: 'learning' }],
    },
  ],
};
