package dev.yoco4j.testkit;

/// The one table of tolerances; an entry is loosened in a commit of its own, with the reason.
///
/// | name            | bound on the relative RMS error                                      |
/// |-----------------|----------------------------------------------------------------------|
/// | [#IDENTICAL]    | the same work done again, bit for bit                                 |
/// | [#FORWARD]      | float32 against another form of the same sums                         |
/// | [#GRADIENT]     | float32 gradients of two forms                                        |
/// | [#BFLOAT16]     | bfloat16 forward pass against float32, one layer                      |
/// | [#BFLOAT16_MODEL] | bfloat16 logits against float32, a whole small model                |
public final class Tolerances {
  /// The same work, done again in the same order.
  public static final double IDENTICAL = 0;

  /// float32 outputs of two forms of one operation.
  public static final double FORWARD = 1e-5;

  /// float32 gradients of two forms of one operation.
  public static final double GRADIENT = 2e-5;

  /// bfloat16 against float32, one operation: 8 bits of mantissa.
  public static final double BFLOAT16 = 2e-2;

  /// bfloat16 against float32, logits of a small model.
  public static final double BFLOAT16_MODEL = 5e-2;

  private Tolerances() {}
}
