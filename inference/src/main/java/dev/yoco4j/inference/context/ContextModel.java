package dev.yoco4j.inference.context;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.weights.ModelFingerprint;
import java.util.Locale;

/// The model that a saved context belongs to.
///
/// @param fingerprint decides whether it is the model
/// @param type `yoco` or `transformer`; for messages
/// @param parameters number of weights' entries; for messages
/// @param dtype what its weights are in, such as `bfloat16`; for messages
public record ContextModel(
    ModelFingerprint fingerprint, String type, long parameters, String dtype) {
  /// Describes a model.
  ///
  /// @param model the model
  /// @return its fingerprint and what messages say of it
  /// @throws IllegalArgumentException if `config.json` has no words for the model's shape
  public static ContextModel of(LanguageModel model) {
    String type =
        switch (model.config()) {
          case YocoConfig _ -> "yoco";
          case TransformerConfig _ -> "transformer";
        };
    return new ContextModel(
        ModelFingerprint.of(model),
        type,
        model.parameters().count(),
        model.parameters().precision().label());
  }

  /// For messages.
  ///
  /// @return such as `yoco of 164,120,832 parameters in bfloat16 (0f2ab3c4d5e6)`
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s of %,d parameters in %s (%s)",
        type,
        parameters,
        dtype,
        fingerprint.brief());
  }

  /// What makes this model the other one, as far as the descriptions tell.
  String remedy(ContextModel wanted) {
    boolean mayBeRounded =
        type.equals(wanted.type) && parameters == wanted.parameters && !dtype.equals(wanted.dtype);
    return mayBeRounded
        ? "load the model in " + wanted.dtype
        : "use the model that it was made with";
  }
}
