package dev.yoco4j.model.kernel;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import dev.yoco4j.torch.cuda.TensorMap;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Gated retention from its projections to what goes into the output projection: the recurrence or
/// its chunkwise form, the norm per head and the gate.
///
/// YOCO (arXiv 2405.05254) section 4.2, equations 6 and 7. States are carried in float32 and
/// rounded to bfloat16 where many positions read them.
public final class RetentionKernels {
  private static final int CHUNK = 128;
  private static final int NUMBERS_PER_SCAN_BLOCK = 1024;
  private static final int GROUPED_HEAD = 128;

  /// Seven tiles, room to align them, decays of two chunks and weights, barriers.
  private static final int GROUPED_BYTES =
      7 * CHUNK * GROUPED_HEAD * Short.BYTES + 1024 + 2 * CHUNK * (Float.BYTES + Short.BYTES) + 256;

  /// What enters, `[B, T, H, Dh]` bfloat16 each; `decay` are the logits `[B, T, H]`.
  ///
  /// @param query queries
  /// @param key keys
  /// @param value values
  /// @param gate of the output
  /// @param decay before the sigmoid
  public record Projections(Tensor query, Tensor key, Tensor value, Tensor gate, Tensor decay) {
    int heads() {
      return Math.toIntExact(query.size(2));
    }

    int headWidth() {
      return Math.toIntExact(query.size(3));
    }

    long width() {
      return (long) heads() * headWidth();
    }
  }

  /// Numbers that a layer has.
  ///
  /// @param temperature of the decay
  /// @param epsilon of the norm per head
  public record Constants(double temperature, double epsilon) {}

  /// How positions turn queries and keys.
  ///
  /// @param cos `[R, T, Dh/2]` float32, rounded to bfloat16; `R` is 1 where all sequences have the
  ///   same
  /// @param sin as `cos`
  /// @param halves 1 where numbers `i` and `i + Dh/2` turn together, 0 where neighbours do
  public record Turns(Tensor cos, Tensor sin, int halves) {
    void turn(Tensor x) {
      Tensor _ =
          halves == 1
              ? RotationKernel.halves(x, cos, sin)
              : RotationKernel.interleaved(x, cos, sin);
    }
  }

  private RetentionKernels() {}

  /// Whether the kernels can mix a tensor.
  ///
  /// @param query `[B, T, H, Dh]`
  /// @return true for bfloat16 on a GPU, with heads of 64 or 128
  public static boolean takes(Tensor query) {
    long width = query.size(3);
    return KernelLibrary.takes(query) && query.stride(2) == width && (width == 64 || width == 128);
  }

  /// One position of each sequence.
  ///
  /// @param in projections with `T = 1`, not turned yet
  /// @param turns of queries and keys
  /// @param state `[B, H, Dh, Dh]` float32, replaced in place
  /// @param layer its numbers
  /// @return gated, `[B, 1, H Dh]`
  public static Tensor step(Projections in, Turns turns, Tensor state, Constants layer) {
    Tensor out = outputs(in);
    KernelLibrary.kernel("retention_step", "retention_step", in.headWidth())
        .launch(
            new LaunchGrid(in.heads(), Math.toIntExact(in.query().size(0)), 1, 1024, 0),
            arguments(in, layer)
                .tensor(turns.cos())
                .tensor(turns.sin())
                .longs(RotationKernel.tableStride(turns.cos()))
                .ints(turns.halves())
                .floats((float) layer.epsilon())
                .tensor(state)
                .tensor(out)
                .longs(in.width()));
    return out;
  }

  /// Many positions, a chunk of 128 at a time.
  ///
  /// @param in projections, not turned yet; queries and keys may be turned where they lie
  /// @param turns of queries and keys
  /// @param state `[B, H, Dh, Dh]` float32, replaced in place
  /// @param layer its numbers
  /// @return gated, `[B, T, H Dh]`
  public static Tensor chunkwise(Projections in, Turns turns, Tensor state, Constants layer) {
    if (KernelLibrary.hasWarpgroups() && in.headWidth() == GROUPED_HEAD) {
      long chunks = Math.ceilDiv(in.query().size(1), (long) CHUNK);
      RetentionGroups groups = RetentionGroups.ofMany(in, turns, chunks);
      return readByGroups(in, groups, before(in, groups, state, layer), layer);
    }
    turns.turn(in.query());
    turns.turn(in.key());
    return read(in, before(in, RetentionGroups.ofTurned(turns), state, layer), layer);
  }

  /// What positions read, a block for each chunk.
  private static Tensor read(Projections in, Tensor states, Constants layer) {
    Tensor out = outputs(in);
    int batch = Math.toIntExact(states.size(0));
    int chunks = Math.toIntExact(states.size(2));
    KernelLibrary.kernel("retention_chunk_outputs", "retention_chunk_outputs", in.headWidth())
        .launch(
            new LaunchGrid(in.heads(), chunks, batch, 256, 768 * in.headWidth()),
            arguments(in, layer)
                .tensor(states)
                .floats((float) layer.epsilon())
                .tensor(out)
                .longs(in.width())
                .ints((int) in.query().size(1)));
    return out;
  }

  /// The same, a block for each multiprocessor, which copies ahead, turns queries and keys, and
  /// carries the state through a group.
  private static Tensor readByGroups(
      Projections in, RetentionGroups groups, Tensor states, Constants layer) {
    Tensor out = outputs(in);
    long works = states.size(0) * states.size(1) * states.size(2);
    int blocks = (int) Math.min(works, KernelLibrary.MULTIPROCESSORS);
    Tensor stacked = states.flatten(2, 3).flatten(0, 1).unsqueeze(2); // [B H, N Dk, 1, Dv]
    KernelArguments arguments = new KernelArguments();
    for (Tensor one : List.of(in.query(), in.key(), in.value(), in.gate(), stacked)) {
      KernelArguments _ = arguments.map(TensorMap.of(one, CHUNK));
    }
    KernelLibrary.kernel("retention_group_outputs", "retention_group_outputs", in.headWidth())
        .launch(
            new LaunchGrid(blocks, 1, 1, 512, GROUPED_BYTES),
            groups
                .addTo(decays(arguments, in, layer))
                .floats((float) layer.epsilon())
                .tensor(out)
                .longs(in.width())
                .ints((int) in.query().size(1), in.heads(), (int) states.size(0), groups.span()));
    return out;
  }

  private static Tensor outputs(Projections in) {
    long batch = in.query().size(0);
    long length = in.query().size(1);
    return empty(
        new long[] {batch, length, in.width()},
        Device.CUDA.options(Precision.BFLOAT16),
        Floats.anyFormat());
  }

  /// All projections and the temperature, as both forms begin.
  private static KernelArguments arguments(Projections in, Constants layer) {
    KernelArguments arguments = new KernelArguments();
    for (Tensor one : List.of(in.query(), in.key(), in.value(), in.gate())) {
      KernelArguments _ = arguments.tensor(one).longs(KernelLibrary.rowStride(one));
    }
    return decays(arguments, in, layer);
  }

  private static KernelArguments decays(
      KernelArguments arguments, Projections in, Constants layer) {
    return arguments
        .tensor(in.decay())
        .longs(KernelLibrary.rowStride(in.decay()))
        .floats((float) layer.temperature());
  }

  /// What each group of chunks finds, `[B, H, N, Dh, Dh]`; leaves in `state` what the last one
  /// leaves.
  private static Tensor before(
      Projections in, RetentionGroups groups, Tensor state, Constants layer) {
    int batch = Math.toIntExact(in.query().size(0));
    int length = Math.toIntExact(in.query().size(1));
    int head = in.headWidth();
    int count = Math.ceilDiv(length, CHUNK * groups.span());
    Tensor states =
        empty(
            new long[] {batch, in.heads(), count, head, head},
            Device.CUDA.options(Precision.BFLOAT16),
            Floats.anyFormat());
    Tensor totals =
        empty(
            new long[] {batch, in.heads(), count},
            Device.CUDA.options(Precision.FLOAT32),
            Floats.anyFormat());
    KernelArguments arguments = new KernelArguments();
    for (Tensor one : List.of(in.key(), in.value())) {
      KernelArguments _ = arguments.tensor(one).longs(KernelLibrary.rowStride(one));
    }
    KernelLibrary.kernel("retention_chunk_states", "retention_chunk_states", head)
        .launch(
            new LaunchGrid(in.heads(), count, batch, 256, 768 * head),
            groups
                .addTo(decays(arguments, in, layer))
                .tensor(states)
                .tensor(totals)
                .ints(length, groups.span()));
    KernelLibrary.kernel("retention_scan", "retention_scan", head)
        .launch(
            new LaunchGrid(head * head / NUMBERS_PER_SCAN_BLOCK, batch * in.heads(), 1, 128, 0),
            new KernelArguments().tensor(states).tensor(totals).tensor(state).ints(count));
    return states;
  }
}
