package dev.yoco4j.model.kernel;

import dev.yoco4j.model.past.KeyValues.Addressed;
import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import org.bytedeco.pytorch.Tensor;

/// Writes keys and values behind those that sequences have, wherever these end.
public final class AppendKernel {
  private static final int THREADS = 256;

  private AppendKernel() {}

  /// Writes one position of each sequence.
  ///
  /// @param keys `[B, 1, G, Dh]` bfloat16, rotated
  /// @param values `[B, 1, G, Dh]` bfloat16
  /// @param target where to
  public static void append(Tensor keys, Tensor values, Addressed target) {
    LaunchGrid grid = new LaunchGrid(1, Math.toIntExact(keys.size(0)), 1, THREADS, 0);
    KernelArguments arguments =
        new KernelArguments()
            .tensor(keys)
            .longs(keys.stride(0))
            .tensor(values)
            .longs(values.stride(0));
    target.parts().forEach(arguments::tensor);
    KernelArguments _ =
        arguments
            .tensor(target.starts())
            .ints(target.heads().count(), target.heads().width(), target.shift());
    switch (target.format()) {
      case MODEL -> KernelLibrary.kernel("append_rows", "append_rows", 0).launch(grid, arguments);
      case INT8 ->
          KernelLibrary.kernel("append_rows", "append_rows_int8", 0).launch(grid, arguments);
    }
  }
}
