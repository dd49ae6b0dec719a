import type { Lesson } from './lesson.js';

/** What a gated linear recurrence does, gives up, and makes up for by depth. */
export const glr: Lesson = {
  id: 'glr',
  title: {
    en: 'Gated linear recurrence: gates that do not look back',
    vi: 'Hồi quy tuyến tính có cổng: cổng không nhìn lại',
  },
  steps: [
    {
      text: {
        en: 'The network that suggests is made of a newer cell, the gated linear recurrence. This is a small one: {glr.units} units in {glr.blocks} blocks. Like the GRU, on the left, it mixes old and new by a gate: h_t = f · h_{t-1} + (1 − f) · c. With f near 1 a unit keeps what it holds.',
        vi: 'Mạng nơ-ron đang gợi ý dùng một tế bào mới hơn: hồi quy tuyến tính có cổng. Đây là một mạng nơ-ron nhỏ: {glr.units} đơn vị ẩn trong {glr.blocks} khối. Giống GRU (bên trái), nó pha trộn cũ và mới bằng một cổng: h_t = f · h_{t-1} + (1 − f) · c. Khi f gần 1, đơn vị ẩn giữ nguyên điều nó đang nhớ.',
      },
      picture: 'cells',
      actions: [
        { kind: 'network', name: 'glr' },
        { kind: 'show', track: 'gates' },
      ],
    },
    {
      text: {
        en: 'What it gives up: in the GRU both gates and the new content read h_{t-1}, by the colored lines. Here none of them does: f, c and the output gate o are computed from the input alone, and c passes no tanh. Of the past there is only the mix, unit by unit.',
        vi: 'Nó từ bỏ điều gì? Ở GRU, cả hai cổng lẫn nội dung mới đều đọc h_{t-1} (các đường màu). Ở đây không: f, c và cổng ra o chỉ được tính từ đầu vào, và c không qua tanh. Quá khứ chỉ còn nằm trong phép pha trộn, riêng từng đơn vị ẩn.',
      },
      picture: 'cells',
      actions: [{ kind: 'show', track: 'gates' }],
    },
    {
      text: {
        en: 'What it gains: without R, no gate waits for the step before. In a block the gates of a whole text are one product of matrices; from step to step only f · h_{t-1} + (1 − f) · c is left. Large products are what graphics cards are fastest at: the network that suggests was trained on one.',
        vi: 'Nó được gì? Không có R, các cổng không phải đợi bước trước. Trong một khối, các cổng của cả văn bản là một phép nhân ma trận; từ bước này sang bước khác chỉ còn f · h_{t-1} + (1 − f) · c. Card đồ họa nhanh nhất ở những phép nhân lớn như vậy: mạng nơ-ron đang gợi ý đã được huấn luyện trên đó.',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
    {
      text: {
        en: 'Why depth makes up for it: gates of the lowest block see the last {glr.conv} bytes, and cannot tell whether a bracket before them is open. But each block multiplies o · h, which holds the past, by a matrix and adds it to what the block above reads. So the gates above do look back: through the block below.',
        vi: 'Vì sao chiều sâu bù lại được? Cổng của khối dưới cùng chỉ thấy {glr.conv} byte gần nhất, không biết trước đó có ngoặc nào còn mở. Nhưng mỗi khối nhân o · h, nơi chứa quá khứ, với một ma trận rồi cộng vào điều khối trên đọc. Nhờ vậy các cổng bên trên vẫn nhìn lại được: qua khối nằm dưới chúng.',
      },
      picture: 'blocks',
      actions: [
        { kind: 'goto', where: 'behind a closing bracket' },
        { kind: 'show', track: 'gates' },
      ],
    },
    {
      text: {
        en: 'Side by side on your text: GRU {gru.parameters} parameters, this network {glr.parameters}, and both learned from the same bytes. Not only the cell differs: every block also has a feed-forward part, and adds to what the block below left. Which is less surprised?',
        vi: 'Đặt cạnh nhau trên tệp của bạn: GRU {gru.parameters} tham số, mạng nơ-ron này {glr.parameters}, và cả hai học từ cùng những byte. Khác nhau không chỉ ở tế bào: mỗi khối còn có một phần truyền thẳng, và cộng thêm vào điều khối dưới để lại. Mạng nơ-ron nào ít bất ngờ hơn?',
      },
      actions: [{ kind: 'show', track: 'compare' }],
    },
    {
      text: {
        en: 'The network that suggests to you is a larger one of the same kind: {default.parameters} parameters, {default.units} units in {default.blocks} blocks. Predict: how much does the small one keep on average, by its f, and is it more than the GRU by its z? Then look at the gates on your own line.',
        vi: 'Mạng nơ-ron đang gợi ý cho bạn cùng loại nhưng lớn hơn: {default.parameters} tham số, {default.units} đơn vị ẩn trong {default.blocks} khối. Hãy đoán trước: trung bình, mạng nơ-ron nhỏ cùng loại giữ lại bao nhiêu (f)? Nhiều hơn z của GRU không? Rồi xem các cổng trên chính dòng của bạn.',
      },
      answer: {
        en: 'On our test text the mean of f is 0.60 in the small network, and the mean of z in the GRU 0.32. At a closing bracket f falls to 0.47. That it keeps more fits what the table shows: a bracket or a quote that opened far back surprises it less.',
        vi: 'Trên văn bản kiểm tra của chúng tôi, trung bình của f trong mạng nơ-ron nhỏ là 0,60, còn của z trong GRU là 0,32. Ở dấu đóng ngoặc, f giảm còn 0,47. Nó giữ lại nhiều hơn, và bảng số liệu cũng cho thấy: dấu ngoặc hay dấu nháy mở từ xa làm nó ít bất ngờ hơn.',
      },
      actions: [
        { kind: 'network', name: 'default' },
        { kind: 'show', track: 'gates' },
      ],
    },
  ],
};
