package dev.yoco4j.evaluation.perplexity;

import java.util.Arrays;
import java.util.function.Consumer;

/// Cuts a stream of tokens into windows that slide, so that each token but the first is scored
/// once.
///
/// Windows begin at multiples of the stride and have as many inputs as the context. The first
/// scores all that follows its inputs; each other one scores what the one before it did not, with
/// at least `context - stride` tokens before it.
final class WindowCutter {
  private final int context;
  private final int stride;
  private final Consumer<Window> windows;
  private String name;
  private int[] held = {};
  private int count;
  private int scored = 1; // index of the first token that no window scores yet

  WindowCutter(String name, int context, int stride, Consumer<Window> windows) {
    this.name = name;
    this.context = context;
    this.stride = stride;
    this.windows = windows;
  }

  /// Inputs of all windows of a stream.
  ///
  /// @param tokens of the stream
  static long positions(int tokens, int context, int stride) {
    if (tokens <= context) {
      return Math.max(0, tokens - 1);
    }
    long whole = (tokens - context - 1L) / stride + 1;
    long begin = whole * stride; // of the last window, if it scores anything
    long scored = (whole - 1) * stride + context + 1;
    return whole * context + (scored < tokens ? tokens - begin - 1 : 0);
  }

  /// Takes more tokens.
  ///
  /// @param from where they come from
  void add(String from, int[] tokens) {
    name = from;
    if (count + tokens.length > held.length) {
      held = Arrays.copyOf(held, Math.max(count + tokens.length, 2 * held.length));
    }
    System.arraycopy(tokens, 0, held, count, tokens.length);
    count += tokens.length;
    int start = 0;
    while (count - start > context) {
      windows.accept(
          new Window(name, Arrays.copyOfRange(held, start, start + context + 1), scored - start));
      scored = start + context + 1;
      start += stride;
    }
    drop(start);
  }

  private void drop(int tokens) {
    System.arraycopy(held, tokens, held, 0, count - tokens);
    count -= tokens;
    scored -= tokens;
  }

  /// Ends the stream: what is left is scored in a shorter window.
  void finish() {
    if (scored < count) {
      windows.accept(new Window(name, Arrays.copyOf(held, count), scored));
    }
  }
}
