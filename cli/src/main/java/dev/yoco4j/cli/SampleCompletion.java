package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Completion;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.Tokenizers;
import java.nio.file.Path;

/// What a freshly trained model makes of the beginning of a Java method.
final class SampleCompletion {
  private static final String PROMPT =
      """
      /**
       * Returns the number of elements in this list.
       *
       * @return the number of elements
       */
      public int\
      """;
  private static final int TOKENS = 120;
  private static final double TEMPERATURE = 0.7;
  private static final double TOP_P = 0.95;

  private SampleCompletion() {}

  static Completion write(Path folder, long seed) {
    Tokenizer tokenizer = Tokenizers.load(folder);
    StringBuilder text = new StringBuilder();
    try (ModelFolder files = ModelFolder.open(folder);
        LanguageModel model = files.load(files.precision());
        ModelEngine engine = new ModelEngine(model, tokenizer)) {
      SamplingConfig sampling =
          SamplingConfig.plain(seed).withTemperature(TEMPERATURE).withTopP(TOP_P);
      var _ =
          engine.generate(
              GenerationRequest.of(tokenizer.encode(PROMPT), TOKENS, sampling),
              event -> text.append(event.text()));
    }
    return new Completion(PROMPT, text.toString());
  }
}
