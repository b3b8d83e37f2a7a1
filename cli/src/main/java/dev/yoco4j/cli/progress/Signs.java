package dev.yoco4j.cli.progress;

import java.nio.charset.Charset;

/// The characters of a display, where not everything that is written arrives.
enum Signs {
  UNICODE(" · ", "▕", " ▏▎▍▌▋▊▉█", "▏"),
  ASCII(", ", "[", " #", "]");

  private final String separator;
  private final String left;
  private final String blocks;
  private final String right;

  Signs(String separator, String left, String blocks, String right) {
    this.separator = separator;
    this.left = left;
    this.blocks = blocks;
    this.right = right;
  }

  static Signs of(Charset charset) {
    String all = UNICODE.separator + UNICODE.left + UNICODE.blocks + UNICODE.right;
    return charset.canEncode() && charset.newEncoder().canEncode(all) ? UNICODE : ASCII;
  }

  String separator() {
    return separator;
  }

  /// A bar.
  ///
  /// @param done from 0 to 1
  /// @param width columns, its ends included
  String bar(double done, int width) {
    int cells = width - left.length() - right.length();
    int shades = blocks.length() - 1;
    int filled = (int) (done * cells * shades);
    StringBuilder bar = new StringBuilder(left);
    for (int i = 0; i < cells; i++) {
      bar.append(blocks.charAt(Math.clamp(filled - (long) i * shades, 0, shades)));
    }
    return bar.append(right).toString();
  }
}
