package dev.yoco4j.langchain4j;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.inference.engine.OpenedModel;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.chat.ChatTemplate;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A model in memory, which any number of LangChain4j's models may share.
///
/// Requests of all of them run together in one batch, and those that begin alike, as the turns of a
/// conversation do, do not compute their common beginning again. Safe for use by several threads.
public final class YocoModel implements AutoCloseable {
  private final String name;
  private final Engine engine;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final Runnable closeWeights;

  /// A model whose parts are there.
  ///
  /// @param closeWeights run after the engine is closed
  YocoModel(
      String name,
      Engine engine,
      Tokenizer tokenizer,
      ChatTemplate template,
      Runnable closeWeights) {
    this.name = name;
    this.engine = engine;
    this.tokenizer = tokenizer;
    this.template = template;
    this.closeWeights = closeWeights;
  }

  /// Opens a model: on a GPU where one works, in the folder's precision, for as many tokens as it
  /// was made for.
  ///
  /// @param folder with `config.json`, weights and a tokenizer
  /// @return to be closed by the caller, after the models that share it
  /// @throws IllegalArgumentException if something is missing in the folder; the message says what
  public static YocoModel open(Path folder) {
    return from(folder).open();
  }

  /// Opens a model with settings.
  ///
  /// @param folder with `config.json`, weights and a tokenizer
  /// @return settings, as those of [#open] at first
  public static Opening from(Path folder) {
    return new Opening(folder);
  }

  /// The folder's name, which answers carry as their model's.
  ///
  /// @return the name
  public String name() {
    return name;
  }

  Engine engine() {
    return engine;
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  ChatTemplate template() {
    return template;
  }

  /// Tokens that an answer may have.
  int room(int promptTokens) {
    return Math.max(1, engine.limits().maxPositions() - promptTokens);
  }

  Answer answer(GenerationRequest request) {
    return Answer.to(request, this);
  }

  /// Cancels what is under way and gives all memory back.
  @Override
  public void close() {
    try {
      engine.close();
    } finally {
      closeWeights.run();
    }
  }

  /// How a model is opened.
  public static final class Opening {
    private final Path folder;
    private String device = "auto";
    private Optional<Precision> precision = Optional.empty();
    private WeightFormat weights = WeightFormat.PACKED;
    private KeyValueFormat keyValues = KeyValueFormat.MODEL;
    private OptionalInt positions = OptionalInt.empty();
    private OptionalLong memory = OptionalLong.empty();

    private Opening(Path folder) {
      this.folder = folder;
    }

    /// What computes.
    ///
    /// @param name `cpu`, `cuda`, or `auto` for CUDA where it works
    /// @return this
    public Opening device(String name) {
      device = name;
      return this;
    }

    /// The type of weights and activations.
    ///
    /// @param name `float32` or `bfloat16`; the folder's where nothing is said
    /// @return this
    /// @throws IllegalArgumentException if there is no such type
    public Opening dtype(String name) {
      precision = Optional.of(Precision.of(name));
      return this;
    }

    /// How matrices are held.
    ///
    /// @param name `packed`, for the processor's products, which counts where nothing is said,
    ///   `dense`, `int8` or `int4`
    /// @return this
    /// @throws IllegalArgumentException if there is no such form
    public Opening weights(String name) {
      weights = WeightFormat.of(name);
      return this;
    }

    /// How keys and values are held.
    ///
    /// @param name `model`, as [#dtype] says, or `int8`
    /// @return this
    /// @throws IllegalArgumentException if there is no such form
    public Opening keyValueDtype(String name) {
      keyValues = KeyValueFormat.of(name);
      return this;
    }

    /// Tokens that a sequence may have, prompt and answer together.
    ///
    /// @param tokens at least 1; as many as the model was made for where nothing is said
    /// @return this
    public Opening positions(int tokens) {
      positions = OptionalInt.of(tokens);
      return this;
    }

    /// What weights and contexts may take together.
    ///
    /// @param bytes what is available where nothing is said
    /// @return this
    public Opening memoryBytes(long bytes) {
      memory = OptionalLong.of(bytes);
      return this;
    }

    /// Opens the model.
    ///
    /// @return to be closed by the caller, after the models that share it
    /// @throws IllegalArgumentException if something is missing in the folder, or the memory does
    ///   not hold the weights; the message says what
    /// @throws IllegalStateException if the device can't be used; the message says why
    public YocoModel open() {
      Device computes = Device.of(device);
      long available = computes.availableBytes();
      OpenedModel opened = OpenedModel.open(folder, precision, computes, weights);
      try {
        ChatTemplate template = ChatTemplate.load(opened.folder().path(), opened.tokenizer());
        EngineConfig config = config(opened, memory.orElse(available));
        ModelEngine engine = new ModelEngine(opened.model(), opened.tokenizer(), config);
        String name = String.valueOf(opened.folder().path().toAbsolutePath().getFileName());
        return new YocoModel(name, engine, opened.tokenizer(), template, opened::close);
      } catch (RuntimeException e) {
        opened.close();
        throw e;
      }
    }

    private EngineConfig config(OpenedModel opened, long bytes) {
      return EngineConfig.of(opened.model())
          .withMaxPositions(positions.orElse(opened.model().config().maxPositions()))
          .with(keyValues)
          .withMemory(opened.model(), bytes);
    }
  }
}
