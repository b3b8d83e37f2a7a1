package dev.yoco4j.model.weights;

import dev.yoco4j.torch.safetensors.TensorFolder;
import java.util.List;
import java.util.SortedSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Weights in safetensors files, whose names are ours.
record HuggingFaceTensors(TensorFolder files) implements StoredTensors {
  @Override
  public SortedSet<String> names() {
    return files.names();
  }

  @Override
  public List<Long> shape(String name) {
    return files.entry(name).shape();
  }

  @Override
  public ScalarType dtype(String name) {
    return files.entry(name).dtype().scalarType();
  }

  @Override
  public Tensor read(String name) {
    return files.read(name);
  }

  @Override
  public Tensor map(String name) {
    return files.map(name);
  }

  @Override
  public void close() {
    files.close();
  }
}
