package dev.yoco4j.inference.laws;

import dev.yoco4j.torch.Precision;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// On a law, in a class with [dev.yoco4j.testkit.EachDevice]: it is given one [Subject] after the
/// other, and runs without gradients, as engines do.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(Subjects.class)
@ExtendWith(WithoutGradients.class)
@interface ForEachModel {
  /// A regular expression for the names of models; they are those of [TinyModel] and [WideModel].
  String value() default ".*";

  /// In which numbers. A law that demands the same tokens holds in float32 only: between two forms
  /// of one sum, bfloat16 rounds far enough to choose another token.
  Precision[] precisions() default {Precision.FLOAT32, Precision.BFLOAT16};
}
