package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `config.json` in the Hugging Face layout, for both architectures.
public final class ConfigJson {
  private ConfigJson() {}

  /// Reads a configuration.
  ///
  /// @param place the file's name, for messages
  /// @param content the parsed file
  /// @return what it says
  /// @throws IllegalArgumentException naming file, key, value and bound
  public static FolderConfig read(String place, JsonNode content) {
    JsonFields json = new JsonFields(place, content);
    String type =
        json.string("model_type")
            .orElseThrow(
                () -> json.error("model_type", "is missing; it must be yoco or transformer"));
    if (json.field("d_model").isPresent()) {
      throw json.error(
          "d_model", "belongs to another layout that calls itself yoco; this one has hidden_size");
    }
    ModelConfig model =
        switch (type) {
          case "yoco" -> YocoConfigJson.KEYS.inPlace(place, () -> YocoConfigJson.read(json));
          case "transformer" ->
              TransformerConfigJson.KEYS.inPlace(place, () -> TransformerConfigJson.read(json));
          default -> throw json.error("model_type", "must be yoco or transformer, was " + type);
        };
    CommonJson.refuseBlockResiduals(json);
    OptionalInt begin =
        json.integer("bos_token_id").map(OptionalInt::of).orElse(OptionalInt.empty());
    OptionalInt end = json.integer("eos_token_id").map(OptionalInt::of).orElse(OptionalInt.empty());
    json.ignore(CommonJson.IGNORED);
    json.refuseUnknown();
    return new FolderConfig(model, begin, end);
  }

  /// Writes a configuration.
  ///
  /// @param config what to say
  /// @return the content of `config.json`
  /// @throws IllegalArgumentException if the layout has no words for it, such as for a Transformer
  ///   with the reference's rotary frequencies
  public static ObjectNode write(FolderConfig config) {
    ObjectNode json =
        switch (config.model()) {
          case YocoConfig yoco -> YocoConfigJson.write(yoco);
          case TransformerConfig transformer -> TransformerConfigJson.write(transformer);
        };
    config.beginOfText().ifPresent(id -> json.put("bos_token_id", id));
    config.endOfText().ifPresent(id -> json.put("eos_token_id", id));
    FolderConfig readBack = read("config.json", json);
    if (!readBack.equals(config)) {
      throw new IllegalArgumentException(
          "config.json has no words for " + config + ": it would be read as " + readBack);
    }
    return json;
  }
}
