package dev.yoco4j.evaluation.task;

/// One way to answer a question: a model is asked how likely the continuation is after the context.
///
/// @param context all that stands before, the question included; may be empty
/// @param continuation what is scored, the space before it included
/// @param answer the text whose length the score is divided by
public record Alternative(String context, String continuation, String answer) {
  /// The answer after its question, as an example has it.
  ///
  /// @return both texts joined
  String text() {
    return context + continuation;
  }

  /// The same with text before the context.
  Alternative after(String before) {
    return new Alternative(before + context, continuation, answer);
  }
}
