package dev.yoco4j.text;

import java.util.List;
import java.util.Random;

/// Well-formed text that is hard on tokenizers, from a seed.
public final class RandomText {
  private static final List<String> PARTS =
      List.of(
          " ",
          "  ",
          "\t",
          "\n",
          "\r\n",
          "\n\n",
          " \n ",
          "\r",
          "\u000B",
          "\f",
          "\0",
          "\u0085",
          "\u00A0",
          "\u2028",
          "\u3000",
          "\u200B",
          "\uFEFF",
          "\uFFFD",
          "a",
          "Hello",
          "don't",
          "'LL",
          "'ſ",
          "we'Ve",
          "x1234567",
          "٣٤",
          "Ⅷ",
          "½",
          "ß",
          "é",
          "e\u0301",
          "\u0301",
          "Привет",
          "日本語",
          "한국어",
          "ไทย",
          "עברית",
          "👍🏽",
          "👨‍👩‍👧",
          "𝔘",
          "🇩🇪",
          "{}",
          "();\n",
          "//",
          "-->",
          "<s>",
          "</s>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<|im_start|>",
          "<unk>",
          "public static void");

  private final Random random;

  /// Text of one seed is the same in every run.
  public RandomText(long seed) {
    random = new Random(seed);
  }

  /// Some parts, with any code points between.
  public String next(int parts) {
    var text = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      text.append(PARTS.get(random.nextInt(PARTS.size())));
      if (random.nextInt(4) == 0) {
        text.appendCodePoint(anyCodePoint());
      }
    }
    return text.toString();
  }

  private int anyCodePoint() {
    int point = random.nextInt(random.nextBoolean() ? 0x3000 : 0x110000);
    return Character.getType(point) == Character.SURROGATE ? '?' : point;
  }
}
