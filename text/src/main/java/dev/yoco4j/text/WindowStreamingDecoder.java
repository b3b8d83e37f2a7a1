package dev.yoco4j.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;

/// Decodes a few tokens at a time with a decoder that looks at neighbours.
///
/// The tokens that gave the last text are decoded again together with the new ones, and what is
/// added is the new text: so a decoder that drops the first space of a text drops it once. Text is
/// kept back while it ends with U+FFFD, and after tokens that stand for single bytes, because a
/// byte that follows can still change what they mean.
final class WindowStreamingDecoder implements StreamingDecoder {
  private final Function<int[], String> decode;
  private final int vocabularySize;
  private final BitSet silent;
  private final BitSet singleBytes;
  private int[] window = {};
  private int known; // tokens of the window whose text was given out
  private String given = ""; // that text, as it is without the tokens before the window

  /// @param silent tokens without text
  /// @param singleBytes tokens that stand for one byte
  WindowStreamingDecoder(
      Function<int[], String> decode, int vocabularySize, BitSet silent, BitSet singleBytes) {
    this.decode = decode;
    this.vocabularySize = vocabularySize;
    this.silent = silent;
    this.singleBytes = singleBytes;
  }

  @Override
  public String next(int token) {
    TokenBytes.checkToken(token, vocabularySize);
    if (silent.get(token)) {
      return "";
    }
    window = Arrays.copyOf(window, window.length + 1);
    window[window.length - 1] = token;
    if (singleBytes.get(token)) {
      return "";
    }
    String text = decode.apply(window);
    if (!text.startsWith(given) || text.endsWith("\uFFFD")) {
      return "";
    }
    String added = text.substring(given.length());
    window = Arrays.copyOfRange(window, known, window.length);
    known = window.length;
    given = decode.apply(window);
    return added;
  }

  @Override
  public String finish() {
    String text = decode.apply(window);
    String rest = text.substring(Math.min(given.length(), text.length()));
    window = new int[] {};
    known = 0;
    given = "";
    return rest;
  }
}
