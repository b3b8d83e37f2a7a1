package dev.yoco4j.model.matrix;

import static org.bytedeco.pytorch.global.torch.embedding;

import dev.yoco4j.torch.PackedWeight;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// A bfloat16 matrix in the order in which oneDNN's products read it: few rows then run at twice
/// the rate of [DenseMatrix].
///
/// @param packed made by [PackedWeight#pack]
/// @param table the same matrix with rows one after the other, where rows are looked up
public record PackedMatrix(Tensor packed, Optional<Tensor> table) implements Matrix {
  @Override
  public Tensor product(Tensor x) {
    return PackedWeight.product(x, packed);
  }

  @Override
  public Tensor rows(Tensor indices) {
    return embedding(
        table.orElseThrow(() -> new IllegalStateException("a matrix without rows to look up")),
        indices);
  }

  @Override
  public SequencedMap<String, Tensor> parts() {
    SequencedMap<String, Tensor> parts = new LinkedHashMap<>();
    table.ifPresent(rows -> parts.put("", rows));
    parts.put("#packed", packed);
    return parts;
  }

  @Override
  public Tensor dense() {
    throw new IllegalStateException("weights are packed for running, not for training or storing");
  }
}
