package dev.yoco4j.inference.context;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.weights.ModelFingerprint;
import java.util.Locale;

/// The model that a saved context belongs to.
///
/// Fingerprint, dtype and form of the weights decide: what one of them computed, a model that
/// differs in any would not have.
///
/// @param fingerprint of the model
/// @param type `yoco` or `transformer`; for messages
/// @param parameters number of weights' entries; for messages
/// @param dtype what it is run in, such as `bfloat16`
/// @param weights `dense`, `int8` or `int4`
public record ContextModel(
    ModelFingerprint fingerprint, String type, long parameters, String dtype, String weights) {
  /// Describes a model.
  ///
  /// @param model the model
  /// @return its fingerprint and what messages say of it
  /// @throws IllegalArgumentException if `config.json` has no words for the model's shape
  public static ContextModel of(LanguageModel model) {
    return of(ModelFingerprint.of(model), model);
  }

  /// Describes a model that came from a folder.
  ///
  /// @param fingerprint of the folder
  /// @param model as it runs
  /// @return the description
  public static ContextModel of(ModelFingerprint fingerprint, LanguageModel model) {
    String type =
        switch (model.config()) {
          case YocoConfig _ -> "yoco";
          case TransformerConfig _ -> "transformer";
        };
    return new ContextModel(
        fingerprint,
        type,
        model.parameters().count(),
        model.parameters().precision().label(),
        weights(model.parameters().format()));
  }

  /// Packing for a processor changes the order of numbers and no number.
  private static String weights(WeightFormat format) {
    return switch (format) {
      case DENSE, PACKED -> WeightFormat.DENSE.label();
      case INT8, INT4 -> format.label();
    };
  }

  /// Whether a past of that model is one of this model, too.
  ///
  /// @param other a model
  /// @return true if so
  public boolean computesAs(ContextModel other) {
    return fingerprint.equals(other.fingerprint)
        && dtype.equals(other.dtype)
        && weights.equals(other.weights);
  }

  /// For messages.
  ///
  /// @return such as `yoco of 164,120,832 parameters in bfloat16 (0f2ab3c4d5e6)`
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s of %,d parameters in %s%s (%s)",
        type,
        parameters,
        dtype,
        weights.equals(WeightFormat.DENSE.label()) ? "" : " with weights in " + weights,
        fingerprint.brief());
  }

  /// What makes this model the other one, as far as the descriptions tell.
  String remedy(ContextModel wanted) {
    if (fingerprint.equals(wanted.fingerprint)) {
      return dtype.equals(wanted.dtype)
          ? "run it with weights in " + wanted.weights
          : "run it in " + wanted.dtype;
    }
    boolean mayBeRounded =
        type.equals(wanted.type) && parameters == wanted.parameters && !dtype.equals(wanted.dtype);
    return mayBeRounded
        ? "load the model in " + wanted.dtype
        : "use the model that it was made with";
  }
}
