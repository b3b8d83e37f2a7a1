package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.torch.pickle.TorchCheckpointFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Weights in the reference's `checkpoint.pth`, under our names.
///
/// The reference saves the bare model; fairseq nests it under `model` with the prefix
/// `decoder.model.`, and fairscale's activation checkpointing may leave a prefix inside names.
/// Names that are nobody's stay as they are, so that they are reported.
final class OfficialTensors implements StoredTensors {
  private static final String NESTED = "model.";
  private static final List<String> PREFIXES = List.of("decoder.model.", "decoder.", "model.");
  private static final String WRAPPED = "_checkpoint_wrapped_module.";

  private final TorchCheckpointFile file;

  /// Names in the file, by ours.
  private final NavigableMap<String, String> stored = new TreeMap<>();

  OfficialTensors(TorchCheckpointFile file, ModelConfig config) {
    this.file = file;
    Map<String, String> ours = new LinkedHashMap<>();
    WeightNames.official(config).forEach((our, official) -> ours.put(official, our));
    boolean nested =
        file.names().stream()
            .anyMatch(name -> ours.containsKey(plain(name)) && name.startsWith(NESTED));
    for (String name : file.names()) {
      if (!nested || name.startsWith(NESTED)) {
        String plain = plain(name);
        stored.put(ours.getOrDefault(plain, plain), name);
      }
    }
  }

  private static String plain(String name) {
    String plain = name.replace(WRAPPED, "");
    plain = plain.startsWith(NESTED) ? plain.substring(NESTED.length()) : plain;
    for (String prefix : PREFIXES) {
      if (plain.startsWith(prefix)) {
        return plain.substring(prefix.length());
      }
    }
    return plain;
  }

  @Override
  public SortedSet<String> names() {
    return stored.navigableKeySet();
  }

  @Override
  public List<Long> shape(String name) {
    return file.entry(inFile(name)).shape();
  }

  @Override
  public ScalarType dtype(String name) {
    return file.entry(inFile(name)).dtype();
  }

  @Override
  public Tensor read(String name) {
    return file.read(inFile(name));
  }

  @Override
  public Tensor map(String name) {
    return read(name);
  }

  @Override
  public void close() {
    file.close();
  }

  private String inFile(String name) {
    String theirs = stored.get(name);
    if (theirs == null) {
      throw new IllegalArgumentException("there is no tensor " + name);
    }
    return theirs;
  }
}
