package dev.yoco4j.model.kernel;

import dev.yoco4j.model.kernel.RetentionKernels.Projections;
import dev.yoco4j.model.kernel.RetentionKernels.Turns;
import dev.yoco4j.torch.cuda.KernelArguments;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// How the kernels of a prompt cut it: into groups of chunks, between which the state passes
/// through memory.
///
/// @param phases cosines and sines as the kernels read them, where they turn queries and keys
/// @param turns of queries and keys
/// @param span chunks of a group
record RetentionGroups(Optional<Tensor> phases, Turns turns, int span) {
  private static final int MOST_CHUNKS = 8;

  /// Blocks of the first kernel that run at once.
  private static final int SLOTS = 2 * KernelLibrary.MULTIPROCESSORS;

  /// Groups of one chunk, which are turned already.
  static RetentionGroups ofTurned(Turns turns) {
    return new RetentionGroups(Optional.empty(), turns, 1);
  }

  /// As few rounds of blocks as the longest groups need, in groups as short as these rounds allow.
  static RetentionGroups ofMany(Projections in, Turns turns, long chunks) {
    long all = chunks * in.heads() * in.query().size(0);
    long rounds = Math.ceilDiv(all, (long) SLOTS * MOST_CHUNKS);
    int span = Math.toIntExact(Math.ceilDiv(all, rounds * SLOTS));
    Tensor phases = PhasesKernel.pack(turns.cos(), turns.sin());
    return new RetentionGroups(Optional.of(phases), turns, span);
  }

  KernelArguments addTo(KernelArguments arguments) {
    phases.ifPresentOrElse(
        table -> arguments.tensor(table).longs(RotationKernel.tableStride(table)),
        () -> arguments.longs(0, 0));
    return arguments.ints(turns.halves());
  }
}
