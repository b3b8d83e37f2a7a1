package dev.yoco4j.model.weights;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.TensorOptions;

/// The names and shapes of a model's weights, found by building it on a device without memory.
public final class WeightShapes {
  private WeightShapes() {}

  /// Names and shapes.
  ///
  /// @param config the model's shape
  /// @return one entry per weight, in the order of the layers
  public static SequencedMap<String, List<Long>> of(ModelConfig config) {
    Parameters shapes =
        new Parameters(
            (_, _, shape) ->
                empty(shape, new TensorOptions(new Device("meta")), new MemoryFormatOptional()),
            Precision.FLOAT32);
    try (LanguageModel model = LanguageModel.build(config, shapes)) {
      SequencedMap<String, List<Long>> found = new LinkedHashMap<>();
      model.parameters().tensors().forEach((name, tensor) -> found.put(name, Dims.sizesOf(tensor)));
      return found;
    }
  }
}
