package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.KeyValueSpan.Blocks;
import dev.yoco4j.model.past.KeyValues.Spans;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Parts;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import dev.yoco4j.torch.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Attention of a single position: keys are split into blocks, all blocks are one batched product,
/// and their softmaxes are joined at the end, as in Flash-Decoding.
///
/// Each block's part is computed alone and all parts are joined in order, so that the result is the
/// same bits however blocks are spread over stretches of memory.
final class SplitKeysMath {
  /// Blocks that are computed together: numbers that stood in 8 bits exist for these only.
  private static final long TOGETHER = 64;

  /// Where Java's threads share the work, each takes fewer at a time.
  private static final long TOGETHER_ON_ONE_THREAD = 4;

  private static final long[] LAST = {3};
  private static final long[] FIRST = {0};

  /// What the query reads of some blocks.
  ///
  /// @param highest score, `[N, G, R, 1]`
  /// @param weights sum of `exp(score - highest)`, `[N, G, R, 1]`
  /// @param read sum of `exp(score - highest) v`, `[N, G, R, Dh]`
  private record Part(Tensor highest, Tensor weights, Tensor read) {}

  private SplitKeysMath() {}

  /// Attention to every position so far.
  ///
  /// @param q `[1, H, Dh]`
  /// @param readable keys and values of all positions, the query's own last
  /// @return `[1, H, Dh]` float32
  static Tensor read(Tensor q, Spans readable) {
    Precision precision = Precision.of(q);
    long groups = readable.spans().getFirst().heads();
    Tensor query =
        q.mul(new Scalar(1 / Math.sqrt((double) q.size(2))))
            .unflatten(1, groups, -1); // [1, G, R, Dh]
    long together = Threads.areLimited() ? TOGETHER_ON_ONE_THREAD : TOGETHER;
    List<Supplier<Blocks>> stretches = new ArrayList<>();
    for (KeyValueSpan span : readable.spans()) {
      long whole = span.positions() / KeyValueSpan.BLOCK;
      for (long first = 0; first < whole; first += together) {
        long start = first;
        long count = Math.min(together, whole - first);
        stretches.add(() -> span.whole(start, count, precision));
      }
      if (span.positions() % KeyValueSpan.BLOCK != 0) {
        stretches.add(() -> span.rest(precision));
      }
    }
    List<Part> parts =
        Threads.areLimited() && stretches.size() > 1
            ? sideBySide(query, stretches)
            : stretches.stream().map(blocks -> part(query, blocks)).toList();
    return join(parts).flatten(1, 2); // [1, H, Dh]
  }

  /// On Java's threads, each of which uses one of libtorch's: its own.
  private static List<Part> sideBySide(Tensor query, List<Supplier<Blocks>> stretches) {
    PartHolder[] holders = new PartHolder[stretches.size()];
    try {
      Parts.run(
          holders.length,
          i -> {
            try (Scope _ = Scope.open();
                NoGrad _ = NoGrad.open();
                Threads _ = Threads.atMost(1)) {
              holders[i] = new PartHolder(part(query, stretches.get(i)));
            }
          });
      return Arrays.stream(holders).map(PartHolder::part).toList();
    } finally {
      Arrays.stream(holders).filter(Objects::nonNull).forEach(PartHolder::close);
    }
  }

  /// A part on its way from one thread to another.
  private record PartHolder(TensorHolder highest, TensorHolder weights, TensorHolder read)
      implements AutoCloseable {
    PartHolder(Part part) {
      this(new TensorHolder(), new TensorHolder(), new TensorHolder());
      highest.set(part.highest());
      weights.set(part.weights());
      read.set(part.read());
    }

    /// In the current scope of the thread that asks.
    Part part() {
      return new Part(new Tensor(highest.get()), new Tensor(weights.get()), new Tensor(read.get()));
    }

    @Override
    public void close() {
      highest.close();
      weights.close();
      read.close();
    }
  }

  /// Numbers that stood in 8 bits are made within the scope, and gone with it.
  private static Part part(Tensor query, Supplier<Blocks> numbers) {
    try (Scope scope = Scope.open()) {
      Blocks blocks = numbers.get();
      long count = blocks.keys().size(0);
      long groups = blocks.keys().size(1);
      Tensor keys = blocks.keys().flatten(0, 1); // [N G, P, Dh]
      Tensor values = blocks.values().flatten(0, 1); // [N G, P, Dh]
      Tensor rows = query.expand(count, -1, -1, -1).flatten(0, 1); // [N G, R, Dh]
      Tensor scores =
          Floats.float32(rows.bmm(keys.transpose(1, 2)))
              .unflatten(0, count, groups); // [N, G, R, P]
      Tensor highest = scores.amax(LAST, true); // [N, G, R, 1]
      Tensor weights = scores.sub_(highest).exp_(); // [N, G, R, P]
      Tensor sum = weights.sum(LAST, true, new ScalarTypeOptional()); // [N, G, R, 1]
      Tensor read =
          Floats.float32(weights.flatten(0, 1).to(values.scalar_type()).bmm(values))
              .unflatten(0, count, groups); // [N, G, R, Dh]
      return new Part(scope.keep(highest), scope.keep(sum), scope.keep(read));
    }
  }

  private static Tensor join(List<Part> parts) {
    TensorVector highest = new TensorVector();
    TensorVector weights = new TensorVector();
    TensorVector read = new TensorVector();
    for (Part part : parts) {
      highest.push_back(part.highest());
      weights.push_back(part.weights());
      read.push_back(part.read());
    }
    Tensor tops = cat(highest, 0); // [N, G, R, 1]
    Tensor factors = tops.sub(tops.amax(FIRST, true)).exp_(); // [N, G, R, 1]
    return sum(cat(read, 0).mul_(factors)).div(sum(cat(weights, 0).mul_(factors)));
  }

  private static Tensor sum(Tensor parts) {
    return parts.sum(FIRST, true, new ScalarTypeOptional()); // [1, G, R, ...]
  }
}
