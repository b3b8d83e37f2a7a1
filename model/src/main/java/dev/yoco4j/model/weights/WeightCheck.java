package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.torch.CorruptFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Compares the weights in a folder with those that its configuration asks for.
///
/// @param folder for messages
/// @param missing names that the configuration asks for and the files lack
/// @param extra names that the files have and nobody asks for
/// @param misshapen names whose shape is another, with both shapes
record WeightCheck(Path folder, List<String> missing, List<String> extra, List<String> misshapen) {
  /// A copy of the embedding that some writers leave beside tied embeddings.
  private static final String TIED_COPY = "lm_head.weight";

  static WeightCheck of(Path folder, ModelConfig config, StoredTensors stored) {
    Map<String, List<Long>> expected = WeightShapes.of(config);
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    expected.forEach((name, shape) -> {
      if (!stored.names().contains(name)) {
        missing.add(name);
      } else if (!stored.shape(name).equals(shape)) {
        misshapen.add(name + " is " + stored.shape(name) + ", expected " + shape);
      }
    });
    TreeSet<String> extra = new TreeSet<>(stored.names());
    extra.removeAll(expected.keySet());
    if (config.tiedEmbeddings()) {
      extra.remove(TIED_COPY);
    }
    return new WeightCheck(folder, missing, List.copyOf(extra), misshapen);
  }

  void refuseDifferences() {
    List<String> all = new ArrayList<>();
    list("missing", missing, all);
    list("extra", extra, all);
    list("of another shape", misshapen, all);
    if (!all.isEmpty()) {
      throw CorruptFileException.listing(folder, "weights do not fit the configuration: ", all);
    }
  }

  private static void list(String what, List<String> names, List<String> all) {
    for (int i = 0; i < names.size(); i++) {
      all.add((i == 0 ? names.size() + " " + what + ": " : "") + names.get(i));
    }
  }
}
