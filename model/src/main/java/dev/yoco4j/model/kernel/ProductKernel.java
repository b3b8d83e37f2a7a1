package dev.yoco4j.model.kernel;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LargeProduct;
import dev.yoco4j.torch.cuda.LaunchGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Products of one to four positions with weights, together with the norm before them and with what
/// follows: a gate, or a sum with the residual stream.
///
/// Such products take as long as reading their weights. Library kernels read small weights at half
/// of the bandwidth, and the small steps between them cost as much again.
public final class ProductKernel {
  private static final int THREADS = 256;
  private static final int WARPS = 8;
  private static final int PER_LOAD = 8;

  /// Blocks that fill a GPU: four on each multiprocessor.
  private static final int ENOUGH_BLOCKS = 528;

  private static final long MOST_ROWS = 4;

  /// Numbers of all rows, which a block keeps in 64 KiB of shared memory.
  private static final long MOST_NUMBERS = 32 * 1024;

  /// Weights that one launch can read.
  private static final int MOST_WEIGHTS = 5;

  /// The norm of what is multiplied.
  ///
  /// @param weight `[D]` bfloat16
  /// @param epsilon added to the mean square
  public record Norm(Tensor weight, double epsilon) {}

  private ProductKernel() {}

  /// Whether the kernels can multiply a tensor.
  ///
  /// @param x `[B, T, D]`
  /// @return true for one to four rows of bfloat16 on a GPU
  public static boolean takes(Tensor x) {
    long width = x.size(-1);
    return KernelLibrary.takes(x)
        && x.numel() / width <= MOST_ROWS
        && x.numel() <= MOST_NUMBERS
        && width % PER_LOAD == 0
        && (x.is_contiguous() || (x.size(1) == 1 && x.stride(2) == 1));
  }

  /// Projects the norm of some rows.
  ///
  /// @param x `[B, T, D]`, as [#takes] wants it
  /// @param norm of `x`
  /// @param weights `[out, D]` bfloat16 each, one to five of them
  /// @return a projection for each weight, `[B, T, out]`, parts of the same rows
  public static List<Tensor> project(Tensor x, Norm norm, List<Tensor> weights) {
    int outputs = weights.stream().mapToInt(weight -> Math.toIntExact(weight.size(0))).sum();
    Tensor all = rows(x, (long) Math.ceilDiv(outputs, PER_LOAD) * PER_LOAD);
    launch("product_", new Input(x, Optional.of(norm)), weights, Optional.empty(), all, outputs);
    List<Tensor> parts = new ArrayList<>();
    long from = 0;
    for (Tensor weight : weights) {
      parts.add(all.narrow(2, from, weight.size(0)));
      from += weight.size(0);
    }
    return parts;
  }

  /// Projects the norm of some rows twice, and gates one with the other.
  ///
  /// @param x `[B, T, D]`, as [#takes] wants it
  /// @param norm of `x`
  /// @param gate what is activated, `[F, D]` bfloat16
  /// @param up `[F, D]` bfloat16
  /// @return `silu(norm(x) gate^T) * (norm(x) up^T)`, `[B, T, F]`
  public static Tensor gated(Tensor x, Norm norm, Tensor gate, Tensor up) {
    int outputs = Math.toIntExact(gate.size(0));
    Tensor out = rows(x, outputs);
    Input input = new Input(x, Optional.of(norm));
    launch("gated_", input, List.of(gate, up), Optional.empty(), out, outputs);
    return out;
  }

  /// Whether [#addTo] can be asked.
  ///
  /// @param x `[B, T, D]`
  /// @param mixed `[B, T, K]`
  /// @return true for any number of rows of bfloat16 on a GPU that lie together
  public static boolean adds(Tensor x, Tensor mixed) {
    return KernelLibrary.takes(x) && (x.is_contiguous() || areFew(x, mixed));
  }

  private static boolean areFew(Tensor x, Tensor mixed) {
    return takes(x) && takes(mixed);
  }

  /// Adds a product to rows where they lie; many of them by the library's own product.
  ///
  /// @param x `[B, T, D]` bfloat16; changed
  /// @param mixed `[B, T, K]`
  /// @param weight `[D, K]` bfloat16
  /// @return `x` under another handle
  public static Tensor addTo(Tensor x, Tensor mixed, Tensor weight) {
    if (areFew(x, mixed)) {
      Input input = new Input(mixed, Optional.empty());
      int outputs = Math.toIntExact(weight.size(0));
      launch("product_", input, List.of(weight), Optional.of(x), x, outputs);
    } else if (x.is_contiguous() && LargeProduct.takes(mixed, weight)) {
      LargeProduct.add(mixed, weight, x);
    } else {
      try (Scope _ = Scope.open()) {
        Tensor _ = x.view(-1, x.size(2)).addmm_(mixed.reshape(-1, mixed.size(2)), weight.t());
      }
    }
    return x.view_as(x);
  }

  private static Tensor rows(Tensor x, long width) {
    return empty(
        new long[] {x.size(0), x.size(1), width},
        Device.CUDA.options(Precision.BFLOAT16),
        Floats.anyFormat());
  }

  private record Input(Tensor x, Optional<Norm> norm) {
    long width() {
      return x.size(2);
    }

    long rows() {
      return x.size(0) * x.size(1);
    }

    KernelArguments arguments() {
      KernelArguments arguments = new KernelArguments().tensor(x).longs(KernelLibrary.rowStride(x));
      norm.ifPresentOrElse(
          there -> arguments.tensor(there.weight()).floats((float) there.epsilon()),
          () -> arguments.longs(0).floats(0));
      return arguments;
    }
  }

  private static void launch(
      String kernel,
      Input in,
      List<Tensor> weights,
      Optional<Tensor> residual,
      Tensor out,
      int outputs) {
    KernelArguments arguments = in.arguments();
    addWeights(arguments, weights);
    residual.ifPresentOrElse(
        x -> arguments.tensor(x).longs(KernelLibrary.rowStride(x)), () -> arguments.longs(0, 0));
    int blocks = Math.min(Math.ceilDiv(outputs, WARPS), ENOUGH_BLOCKS);
    int shared = Math.toIntExact(in.rows() * in.width() * Short.BYTES);
    KernelLibrary.kernel("product", kernel + in.rows(), 0)
        .launch(
            new LaunchGrid(blocks, 1, 1, THREADS, shared),
            arguments
                .tensor(out)
                .longs(KernelLibrary.rowStride(out))
                .ints(outputs, (int) in.width()));
  }

  /// Addresses of all that fit, then the number of outputs up to the end of each.
  private static void addWeights(KernelArguments arguments, List<Tensor> weights) {
    int[] ends = new int[MOST_WEIGHTS];
    int end = 0;
    for (int i = 0; i < MOST_WEIGHTS; i++) {
      if (i < weights.size()) {
        KernelArguments _ = arguments.tensor(weights.get(i));
        end += Math.toIntExact(weights.get(i).size(0));
      } else {
        KernelArguments _ = arguments.longs(0);
      }
      ends[i] = end;
    }
    KernelArguments _ = arguments.ints(ends);
  }
}
