package dev.yoco4j.cli.report;

/// What one length of context costs either model.
///
/// @param context tokens, at least 1
/// @param yocoBytes what the YOCO keeps of that many tokens, exactly; at least 1
/// @param transformerBytes what the Transformer keeps of them, exactly; at least 1
/// @param yocoPrefill until the YOCO has taken them in
/// @param transformerPrefill until the Transformer has
public record ComparisonRow(
    long context,
    long yocoBytes,
    long transformerBytes,
    Timing yocoPrefill,
    Timing transformerPrefill) {
  /// Checks the bounds.
  public ComparisonRow {
    atLeastOne("context", context);
    atLeastOne("yocoBytes", yocoBytes);
    atLeastOne("transformerBytes", transformerBytes);
  }

  /// How much more the Transformer keeps.
  String bytesRatio() {
    return Quantities.ratio((double) transformerBytes, (double) yocoBytes);
  }

  /// How much longer the Transformer takes.
  String prefillRatio() {
    return Quantities.ratio(transformerPrefill.seconds(), yocoPrefill.seconds());
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }
}
