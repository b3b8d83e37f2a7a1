package dev.yoco4j.model.matrix;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Parts;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A matrix of small integers with a float32 factor per output and group of 64 inputs.
///
/// Activations stay as they are and sums are float32. Few rows are multiplied with the integers
/// where they lie; for many, a block at a time becomes dense again.
public final class QuantizedMatrix implements Matrix {
  /// Up to this many rows, multiplying with the integers takes less time than making them dense.
  private static final long FEW_ROWS = 8;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final TensorOptions FLOATS = Precision.FLOAT32.options().retainReference();

  private final GroupLayout layout;
  private final Precision precision;
  private final QuantizedMath.Quantized quantized;
  private final MemorySegment values;
  private final MemorySegment factors;

  private QuantizedMatrix(
      GroupLayout layout, Precision precision, QuantizedMath.Quantized quantized) {
    this.layout = layout;
    this.precision = precision;
    this.quantized = quantized;
    values = TensorMemory.bytes(quantized.values());
    factors = TensorMemory.bytes(quantized.factors());
  }

  /// Rounds a matrix.
  ///
  /// @param format INT8 or INT4
  /// @param dense `[out, in]`, not needed afterwards
  /// @return the matrix, whose tensors belong to the current scope
  public static QuantizedMatrix of(WeightFormat format, Tensor dense) {
    GroupLayout layout = GroupLayout.of(format, dense.size(0), dense.size(1));
    return new QuantizedMatrix(layout, Precision.of(dense), QuantizedMath.quantize(dense, layout));
  }

  @Override
  public Tensor product(Tensor x) {
    long[] shape = new long[Math.toIntExact(x.dim())];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = x.size(i);
    }
    shape[shape.length - 1] = layout.out();
    try (Scope scope = Scope.open()) {
      Tensor rows = x.reshape(-1, layout.in()); // [rows, in]
      Tensor product = rows.size(0) <= FEW_ROWS ? few(rows) : many(rows); // [rows, out]
      return scope.keep(product.to(x.scalar_type()).view(shape));
    }
  }

  private Tensor many(Tensor rows) {
    TensorVector outputs = new TensorVector();
    for (int block = 0; block < layout.blocks(); block++) {
      try (Scope scope = Scope.open()) {
        Tensor dense =
            QuantizedMath.dequantize(quantized, layout, block)
                .narrow(0, 0, layout.in())
                .to(rows.scalar_type()); // [in, width]
        outputs.push_back(scope.keep(product(rows, dense.transpose(0, 1)))); // [rows, width]
      }
    }
    return cat(outputs, 1).narrow(1, 0, layout.out());
  }

  private static Tensor product(Tensor rows, Tensor dense) {
    return new DenseMatrix(dense).product(rows);
  }

  private Tensor few(Tensor rows) {
    float[] x = padded(rows);
    int count = Math.toIntExact(rows.size(0));
    int groups = layout.blocks() * layout.groups();
    float[][] partial = new float[Math.min(Parts.most(), groups)][];
    Parts.run(
        partial.length,
        part -> {
          int from = (int) ((long) groups * part / partial.length);
          int to = (int) ((long) groups * (part + 1) / partial.length);
          partial[part] = new float[count * layout.paddedOut()];
          addGroups(from, to, x, partial[part]);
        });
    return sum(partial, count);
  }

  private Tensor sum(float[][] partial, int count) {
    Tensor sum = empty(new long[] {count, layout.out()}, FLOATS, Floats.anyFormat());
    MemorySegment memory = TensorMemory.bytes(sum);
    int out = Math.toIntExact(layout.out());
    for (int row = 0; row < count; row++) {
      int from = row * layout.paddedOut();
      long to = (long) row * out * Float.BYTES;
      MemorySegment.copy(partial[0], from, memory, FLOAT, to, out);
      for (int part = 1; part < partial.length; part++) {
        LineMath.add(partial[part], from, memory, to, out);
      }
    }
    return sum;
  }

  /// Sums are counted in steps of the group at hand, and become numbers after a block's last one.
  private void addGroups(int from, int to, float[] x, float[] y) {
    int width = layout.width();
    for (int group = from; group < to; group++) {
      int ofBlock = group % layout.groups();
      long factor = (long) group * width * Float.BYTES;
      for (int row = 0; row * layout.paddedOut() < y.length; row++) {
        int input = row * layout.paddedIn() + ofBlock * GroupLayout.GROUP;
        int output = row * layout.paddedOut() + group / layout.groups() * width;
        if (group > from && ofBlock > 0) {
          LineMath.convert(factors, factor - (long) width * Float.BYTES, factor, width, y, output);
        }
        addGroup(group, x, input, y, output);
        if (group == to - 1 || ofBlock == layout.groups() - 1) {
          LineMath.multiply(factors, factor, width, y, output);
        }
      }
    }
  }

  private void addGroup(int group, float[] x, int input, float[] y, int output) {
    int width = layout.width();
    long lines = (long) group * layout.lines() * width;
    for (int i = 0; i < GroupLayout.GROUP; i += 4) {
      switch (layout.format()) {
        case INT8 ->
            LineMath.addInt8(values, lines + (long) i * width, width, x, input + i, y, output);
        case INT4 ->
            LineMath.addInt4(values, lines + (long) i / 2 * width, width, x, input + i, y, output);
        default -> throw new AssertionError(layout.format());
      }
    }
  }

  private float[] padded(Tensor rows) {
    int count = Math.toIntExact(rows.size(0));
    float[] x = new float[count * layout.paddedIn()];
    MemorySegment memory = TensorMemory.bytes(Floats.float32(rows).contiguous());
    int in = Math.toIntExact(layout.in());
    for (int row = 0; row < count; row++) {
      MemorySegment.copy(
          memory,
          ValueLayout.JAVA_FLOAT,
          (long) row * in * Float.BYTES,
          x,
          row * layout.paddedIn(),
          in);
    }
    return x;
  }

  @Override
  public Tensor rows(Tensor indices) {
    try (Scope scope = Scope.open()) {
      Tensor flat = indices.to(ScalarType.Long).contiguous();
      MemorySegment chosen = TensorMemory.bytes(flat);
      int in = Math.toIntExact(layout.in());
      float[] found = new float[Math.toIntExact(Math.multiplyExact(flat.numel(), in))];
      for (int i = 0; i * (long) in < found.length; i++) {
        copyRow(chosen.getAtIndex(ValueLayout.JAVA_LONG, i), found, i * in);
      }
      return scope.keep(
          TensorMemory.of(found)
              .to(precision.scalarType())
              .view(indices.size(0), indices.size(1), in)); // [B, T, in]
    }
  }

  private void copyRow(long row, float[] into, int at) {
    if (row < 0 || row >= layout.out()) {
      throw new IllegalArgumentException(
          "row must be from 0 to %d, was %d".formatted(layout.out() - 1, row));
    }
    int width = layout.width();
    int output = (int) (row % width);
    long firstGroup = row / width * layout.groups();
    for (int i = 0; i < layout.in(); i++) {
      long group = firstGroup + i / GroupLayout.GROUP;
      float factor = factors.get(FLOAT, (group * width + output) * Float.BYTES);
      into[at + i] = factor * integer(group, i % GroupLayout.GROUP, output);
    }
  }

  private int integer(long group, int input, int output) {
    long lines = group * layout.lines();
    if (layout.format() == WeightFormat.INT8) {
      return values.get(ValueLayout.JAVA_BYTE, (lines + input) * layout.width() + output);
    }
    int pair = values.get(ValueLayout.JAVA_BYTE, (lines + (input >> 1)) * layout.width() + output);
    int high = (pair + 8) >> 4;
    return input % 2 == 0 ? pair - 16 * high : high;
  }

  @Override
  public SequencedMap<String, Tensor> parts() {
    SequencedMap<String, Tensor> parts = new LinkedHashMap<>();
    parts.put("#values", quantized.values());
    parts.put("#factors", quantized.factors());
    return parts;
  }

  @Override
  public Tensor dense() {
    throw new IllegalStateException(
        "weights are quantised for running, not for training or storing");
  }
}
