package dev.yoco4j.evaluation.perplexity;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.accounting.PrefillSegment;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// What tokens cost a model, in nats: `-log p(token | tokens before it in the window)`.
///
/// Windows that fit one segment pass the model together; longer ones pass it alone, segment by
/// segment, with a past between the segments. Tokens that are context only leave a YOCO half-way
/// there. So the logits of one segment are the most that is held, however long a window is.
final class WindowScorer {
  /// For the logits of a segment in float32.
  private static final long LOGIT_BYTES = 256L << 20;

  private static final long LOGIT_BYTES_OF_A_GPU = 1L << 30;
  private static final long[] OVER_VOCABULARY = {-1};

  private final LanguageModel model;
  private final KeyValueFormat format;
  private final int segment;
  private final IntConsumer passed;

  /// Scores with segments that suit the machine.
  ///
  /// @param model stays the caller's
  /// @param format of keys and values between segments
  /// @param passed told after each segment how many positions passed; may throw to end the scoring
  WindowScorer(LanguageModel model, KeyValueFormat format, IntConsumer passed) {
    this(model, format, segment(model), passed);
  }

  WindowScorer(LanguageModel model, KeyValueFormat format, int segment, IntConsumer passed) {
    this.model = model;
    this.format = format;
    this.segment = segment;
    this.passed = passed;
  }

  private static int segment(LanguageModel model) {
    Device device = model.parameters().device();
    long bytes =
        switch (device) {
          case CPU -> LOGIT_BYTES;
          case CUDA -> LOGIT_BYTES_OF_A_GPU;
        };
    long rows = bytes / ((long) model.config().vocabularySize() * Float.BYTES);
    int longest = PrefillSegment.positions(model.config(), device);
    return Math.clamp(Long.highestOneBit(Math.max(1, rows)), 1, longest);
  }

  /// Scores windows.
  ///
  /// @return the nats of each window's scored tokens, in the order of the windows
  double[][] score(List<Window> windows) {
    double[][] nats = new double[windows.size()][];
    int[] byLength =
        IntStream.range(0, windows.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> windows.get(i).inputs()))
            .mapToInt(Integer::intValue)
            .toArray();
    int from = 0;
    while (from < byLength.length) {
      int to = together(windows, byLength, from);
      if (to == from) {
        nats[byLength[from]] = alone(windows.get(byLength[from]));
        to++;
      } else {
        together(windows, Arrays.copyOfRange(byLength, from, to), nats);
      }
      from = to;
    }
    return nats;
  }

  /// The end of the windows that fit one segment from one on; their own number where not even that
  /// one fits. Formats that round do so in a past only.
  private int together(List<Window> windows, int[] byLength, int from) {
    int to = from;
    while (format == KeyValueFormat.MODEL
        && to < byLength.length
        && (long) windows.get(byLength[to]).inputs() * (to + 1 - from) <= segment) {
      to++;
    }
    return to;
  }

  /// Shorter windows are filled up on the right, where nothing looks.
  private void together(List<Window> windows, int[] chosen, double[][] nats) {
    int rows = chosen.length;
    int columns = windows.get(chosen[rows - 1]).inputs();
    long[] inputs = new long[rows * columns];
    long[] targets = new long[rows * columns];
    for (int row = 0; row < rows; row++) {
      int[] tokens = windows.get(chosen[row]).tokens();
      for (int i = 1; i < tokens.length; i++) {
        inputs[row * columns + i - 1] = tokens[i - 1];
        targets[row * columns + i - 1] = tokens[i];
      }
    }
    double[] all;
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      Past none = Past.none(model.parameters().device());
      all = nats(model.score(Tensor.create(inputs, rows, columns), none), targets);
    }
    for (int row = 0; row < rows; row++) {
      Window window = windows.get(chosen[row]);
      int begin = row * columns;
      nats[chosen[row]] =
          Arrays.copyOfRange(all, begin + window.first() - 1, begin + window.inputs());
    }
    passed.accept(Arrays.stream(chosen).map(i -> windows.get(i).inputs()).sum());
  }

  private double[] alone(Window window) {
    double[] nats = new double[window.scored()];
    int context = window.first() - 1; // inputs whose next token is not scored
    try (SequencePast past = new SequencePast(layout(window))) {
      for (int from = 0; from < window.inputs(); ) {
        int end = from < context ? context : window.inputs();
        int to = Math.min(from + segment, end);
        int[] part = Arrays.copyOfRange(window.tokens(), from, to + 1);
        if (from < context) {
          absorb(part, past);
        } else {
          double[] scored = score(part, past);
          System.arraycopy(scored, 0, nats, from - context, scored.length);
        }
        from = to;
        passed.accept(part.length - 1);
      }
    }
    return nats;
  }

  private PastLayout layout(Window window) {
    PastLayout layout = PastLayout.of(model, window.inputs()).with(format);
    long needed = layout.bytes(window.inputs());
    long available = model.parameters().device().availableBytes();
    if (needed > available) {
      throw new IllegalArgumentException(
          "%s: keys, values and states of a context of %,d tokens need %,d bytes, and %,d are available: lower --context"
              .formatted(window.name(), window.inputs(), needed, available));
    }
    return layout;
  }

  private void absorb(int[] part, SequencePast past) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      model.absorb(inputs(part), past);
    }
  }

  private double[] score(int[] part, SequencePast past) {
    long[] targets = Arrays.stream(part).skip(1).asLongStream().toArray();
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      return nats(model.score(inputs(part), past), targets);
    }
  }

  private static Tensor inputs(int[] part) {
    long[] inputs = Arrays.stream(part, 0, part.length - 1).asLongStream().toArray();
    return Tensor.create(inputs, 1, inputs.length); // [1, T]
  }

  /// @param logits `[B, T, V]`
  /// @param targets the tokens that follow, row by row
  private static double[] nats(Tensor logits, long[] targets) {
    Tensor rows = Floats.float32(logits).flatten(0, 1); // [B T, V]
    Tensor next =
        Device.of(logits).move(Tensor.create(targets, targets.length)).unsqueeze(1); // [B T, 1]
    Tensor own = rows.gather(1, next).squeeze(1); // [B T]
    return Floats.numbers(rows.logsumexp(OVER_VOCABULARY, false).sub(own));
  }
}
