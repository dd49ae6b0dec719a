import type { Lesson } from './lesson.js';

/** How a guess becomes a suggestion. */
export const suggestion: Lesson = {
  id: 'suggestion',
  title: { en: 'From a guess to a suggestion', vi: 'Từ dự đoán đến gợi ý' },
  steps: [
    {
      text: {
        en: 'The network only ever guesses one byte. These are the likeliest ones after your caret, and how sure it is of each.',
        vi: 'Mỗi lần, mạng chỉ dự đoán đúng một byte. Đây là những byte có xác suất cao nhất ngay sau con trỏ của bạn, kèm xác suất của từng byte.',
      },
      actions: [
        { kind: 'network', name: 'default' },
        { kind: 'show', track: 'guesses' },
      ],
    },
    {
      text: {
        en: 'To get a word it takes a likely byte, reads it as if you had typed it, and guesses again. Here it reads “return” after your caret, in a copy: see what it then expects.',
        vi: 'Muốn có cả một từ, ta lấy một byte có xác suất cao, cho mạng đọc như thể bạn vừa gõ, rồi đoán tiếp. Ở đây, trên một bản sao, mạng đọc “return” sau con trỏ: hãy xem nó chờ đợi gì tiếp theo.',
      },
      actions: [
        { kind: 'type', text: 'return' },
        { kind: 'show', track: 'what-if' },
      ],
    },
    {
      text: {
        en: 'Probabilities multiply along the way: five bytes of 90 % each make 59 %. Branches that fall too low are dropped, and the best that ends with a word becomes the candidate.',
        vi: 'Dọc đường, các xác suất được nhân với nhau: năm byte, mỗi byte 90 %, chỉ còn 59 %. Nhánh nào xuống quá thấp thì bị bỏ; nhánh tốt nhất kết thúc trọn một từ trở thành ứng viên.',
      },
      actions: [{ kind: 'show', track: 'why' }],
    },
    {
      text: {
        en: 'Is it worth showing? A second, tiny model, a few hundred decision trees, turns what is known of the candidate into a chance that you take it, all of it or its first words. Below the threshold you see nothing: a wrong suggestion costs more than a missing one.',
        vi: 'Có đáng hiện ra không? Một mô hình nhỏ thứ hai, gồm vài trăm cây quyết định, ước lượng độ tin cậy: khả năng bạn nhận ứng viên, toàn bộ hoặc vài từ đầu của nó. Dưới ngưỡng thì bạn không thấy gì cả, vì một gợi ý sai gây phiền hơn một gợi ý thiếu.',
      },
      actions: [{ kind: 'show', track: 'why' }],
    },
    {
      text: {
        en: 'Type on in your file, and watch: each time there is a suggestion or a reason for silence. Both are shown here, in words.',
        vi: 'Hãy gõ tiếp trong tệp và quan sát: mỗi lần hoặc có gợi ý, hoặc có một lý do để im lặng. Cả hai đều được giải thích ở đây bằng lời.',
      },
      actions: [{ kind: 'show', track: 'why' }],
    },
  ],
};
