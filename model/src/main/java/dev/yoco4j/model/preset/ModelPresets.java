package dev.yoco4j.model.preset;

import dev.yoco4j.model.ModelConfig;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Complete configurations by name: `yoco-<size>-gret`, `yoco-<size>-swa`, `transformer-<size>`.
///
/// | sizes                                          | where they come from                                          |
/// |------------------------------------------------|---------------------------------------------------------------|
/// | `160m 400m 830m 1.4b 2.7b 6.8b 13b`            | YOCO (arXiv 2405.05254) table 8, the scaling curves           |
/// | `3b`                                           | section 5.1 and table 7                                       |
/// | `tiny 7m 30m`                                  | ours: tests, quick start, benchmarks                          |
public final class ModelPresets {
  private static final SequencedMap<String, ModelConfig> BY_NAME = all();

  private ModelPresets() {}

  /// The configuration of a name.
  ///
  /// @param name for example `yoco-160m-gret`
  /// @return the configuration
  /// @throws IllegalArgumentException if there is none of that name; the message lists all
  public static ModelConfig named(String name) {
    ModelConfig config = BY_NAME.get(name);
    if (config == null) {
      throw new IllegalArgumentException(
          "there is no preset " + name + "; presets are " + String.join(", ", names()));
    }
    return config;
  }

  /// All names.
  ///
  /// @return names in alphabetical order
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  private static SequencedMap<String, ModelConfig> all() {
    SequencedMap<String, ModelConfig> all = new TreeMap<>();
    for (ModelSize size : ModelSize.ALL) {
      all.put("yoco-" + size.name() + "-gret", size.yocoGatedRetention());
      all.put("yoco-" + size.name() + "-swa", size.yocoSlidingWindow());
      all.put("transformer-" + size.name(), size.transformer());
    }
    return Collections.unmodifiableSequencedMap(all);
  }
}
