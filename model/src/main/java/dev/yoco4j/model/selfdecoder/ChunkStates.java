package dev.yoco4j.model.selfdecoder;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.cumsum;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The states between chunks: `S_{n+1} = exp(g_n) S_n + A_n`, where `A_n` is what chunk `n` adds.
///
/// The CPU takes one chunk after the other. Written out, `S_n` is a sum over what was there before
/// and what earlier chunks added, each with the decay in between: one product with a
/// lower-triangular matrix of decays gives the states of a group of chunks at once. A GPU takes
/// groups, which follow each other, so that the work grows with `N` and not with its square. One
/// operation for each chunk would cost it two launches each, and a backward pass that fills a
/// gradient of all chunks for every one of them; the CPU has no launches, and its float32 products,
/// which stall where the machine is busy, take longer than the sums.
///
/// @param before `S_n`, what each chunk finds, `[B, H, N, Dk, Dv]` float32
/// @param after `S_N`, `[B, H, Dk, Dv]` float32
record ChunkStates(Tensor before, Tensor after) {
  /// Chunks whose states come from one product: enough for large products, few enough that what the
  /// triangle leaves empty does not count.
  private static final long GROUP = 32;

  /// Carries a state through all chunks.
  ///
  /// @param added `A`, `[B, H, N, Dk, Dv]` in the model's precision
  /// @param logDecay `g`, the sum over each chunk, `[B, H, N]` float32, at most 0
  /// @param state `S_0`, `[B, H, Dk, Dv]` float32
  /// @return the states
  static ChunkStates carried(Tensor added, Tensor logDecay, Tensor state) {
    return switch (Device.of(added)) {
      case CPU -> oneByOne(Floats.float32(added), logDecay, state);
      case CUDA -> inGroups(added, logDecay, state);
    };
  }

  private static ChunkStates oneByOne(Tensor added, Tensor logDecay, Tensor state) {
    Tensor decay = logDecay.exp().unsqueeze(3).unsqueeze(4); // [B, H, N, 1, 1]
    TensorVector before = new TensorVector();
    Tensor carried = state;
    for (long n = 0; n < added.size(2); n++) {
      before.push_back(carried);
      carried = carried.mul(decay.select(2, n)).add(added.select(2, n));
    }
    return new ChunkStates(stack(before, 2), carried);
  }

  /// The form for many chunks at once; any device has it.
  static ChunkStates inGroups(Tensor added, Tensor logDecay, Tensor state) {
    TensorVector parts = added.split(GROUP, 2); // [B, H, G, Dk, Dv] each
    TensorVector decays = logDecay.split(GROUP, 2); // [B, H, G] each
    TensorVector before = new TensorVector();
    Tensor carried = state;
    for (long i = 0; i < parts.size(); i++) {
      ChunkStates group = group(parts.get(i), decays.get(i), carried);
      before.push_back(group.before());
      carried = group.after();
    }
    return new ChunkStates(before.size() == 1 ? before.get(0) : cat(before, 2), carried);
  }

  /// `S = D [S_0; A_0; ..; A_{G-2}]`, and one step of the recurrence behind it.
  private static ChunkStates group(Tensor added, Tensor logDecay, Tensor state) {
    long last = added.size(2) - 1;
    Tensor first = state.unsqueeze(2); // [B, H, 1, Dk, Dv]
    Tensor before = last == 0 ? first : product(first, added.narrow(2, 0, last), logDecay);
    Tensor decay = logDecay.narrow(2, last, 1).unsqueeze(3).exp(); // [B, H, 1, 1]
    Tensor after = before.select(2, last).mul(decay).add(added.select(2, last));
    return new ChunkStates(before, after);
  }

  private static Tensor product(Tensor first, Tensor added, Tensor logDecay) {
    Tensor start = zeros_like(logDecay.narrow(2, 0, 1)); // [B, H, 1]
    Tensor until = logDecay.narrow(2, 0, added.size(2)); // [B, H, G - 1]
    // few numbers, whose sums over thousands of positions are large beside their differences
    Tensor steps = cat(new TensorVector(start, until), 2).to(ScalarType.Double); // [B, H, G]
    Tensor decays = Floats.float32(Decays.between(cumsum(steps, 2))); // [B, H, G, G]
    Tensor terms = cat(new TensorVector(first, added), 2); // [B, H, G, Dk, Dv] float32
    return decays.matmul(terms.flatten(3, 4)).view_as(terms);
  }
}
